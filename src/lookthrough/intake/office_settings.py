"""What the office has set for returns, and when they are due: dated rows, never numbers in code."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from lookthrough.kernel.limits import Limits, LimitTable, read_limits

_FOLDER = Path(__file__).parent


@cache
def settings_table() -> LimitTable:
    """Return all dated settings."""
    return read_limits(_FOLDER / "settings.yml")


@cache
def due_table() -> LimitTable:
    """Return all dated rules of when returns are due."""
    return read_limits(_FOLDER / "due.yml")


def settings_on(day: date | None) -> Limits:
    """Return the settings in force on a day, the newest when there is none."""
    return settings_table().on(day or date.max)


def due_on(day: date) -> Limits:
    """Return the rules of due dates in force on a day."""
    return due_table().on(day)
