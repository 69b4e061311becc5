"""Where a line of work or a notice is shown: the page's name on the desk, and its address here."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

_TAKES_NUMBER = {"alert", "triage", "correction", "report"}
_WITHOUT = {"officers", "wordings"}


def address(page: str, of: str) -> str:
    """Return the address of a page; the first page for one that this console does not know."""
    try:
        if page in _WITHOUT:
            return reverse(f"console:{page}")
        return reverse(f"console:{page}", args=[int(of) if page in _TAKES_NUMBER else of])
    except (NoReverseMatch, ValueError):
        return reverse("console:work")
