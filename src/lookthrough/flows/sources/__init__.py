"""Formats in which banks and institutions send statements and reports: one file is one format."""
