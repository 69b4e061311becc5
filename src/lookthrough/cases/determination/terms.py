"""The office's dated settings for determinations, read from one file."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from lookthrough.cases.clocks import due
from lookthrough.cases.terms import Term, term
from lookthrough.kernel.limits import Limits, LimitTable, read_limits

FILE = Path(__file__).with_name("terms.yml")


@cache
def _table() -> LimitTable:
    return read_limits(FILE)


def terms_on(day: date) -> Limits:
    """Return the settings in force on a day; before the first row the first one holds."""
    return _table().on(max(day, min(row.valid_from for row in _table().rows)))


def answer_term(*, on: date) -> tuple[Term, date]:
    """Return how long departments have by the setting of a day, and the day that this makes."""
    found = term(name="answer_days", on=on, file=FILE)
    return found, due(start=on, count=found.count, unit=found.unit)
