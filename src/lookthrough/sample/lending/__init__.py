"""Institutions that collect money for listings: what is listed, who funds it, how it is repaid and paid out."""
