"""What the office sets for evidence: dated rows, read from one file."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from lookthrough.kernel.limits import Limits, LimitTable, read_limits


@cache
def _table() -> LimitTable:
    return read_limits(Path(__file__).with_name("office_settings.yml"))


def settings_on(day: date) -> Limits:
    """Return the settings in force on a day; before the first row the first one holds."""
    return _table().on(max(day, min(row.valid_from for row in _table().rows)))
