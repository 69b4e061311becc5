"""How alerts are looked for by words: name and id in one spelling, so that the store need not fold them row by row."""

from __future__ import annotations

import unicodedata


def as_searched(text: str) -> str:
    """Return a text with full width and capitals made one; what is kept and what is asked for go through it alike."""
    return unicodedata.normalize("NFKC", text).casefold()
