"""Lookthrough (穿透): find unlawful or failing finance early, resolve it lawfully, serve honest private lending."""

__version__ = "0.1.0"
