"""The settings of this room that are in force on a day."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from lookthrough.kernel.limits import Limits, LimitTable, read_limits


def limits_on(day: date) -> Limits:
    """Return what stands on a day; before its first row the first one holds."""
    table = _table()
    return table.on(max(day, min(row.valid_from for row in table.rows)))


@cache
def _table() -> LimitTable:
    return read_limits(Path(__file__).with_name("terms.yml"))
