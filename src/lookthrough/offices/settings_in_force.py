"""The office's own dated settings for passwords, the second step, proposals and authorities."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from lookthrough.kernel.limits import Limits, read_limits

_FOLDER = Path(__file__).with_name("limits")
_OFFICERS = read_limits(_FOLDER / "officers.yml")
_AUTHORITIES = read_limits(_FOLDER / "authorities.yml")


def for_officers(at: datetime) -> Limits:
    """Return what holds for passwords, the second step and proposals."""
    return _OFFICERS.on(at.date())


def for_authorities(on: date) -> Limits:
    """Return what holds for authorities to read account data."""
    return _AUTHORITIES.on(on)
