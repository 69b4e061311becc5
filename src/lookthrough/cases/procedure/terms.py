"""The periods of administrative procedure, each a dated row with its basis."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lookthrough.cases.clocks import due
from lookthrough.cases.terms import Term, term

FILE = Path(__file__).with_name("terms.yml")


def term_on(name: str, on: date) -> Term:
    """Return a period as it stands on a day."""
    return term(name=name, on=on, file=FILE)


def last_day(name: str, start: date) -> date:
    """Return the last day of a period that begins on a day, which itself is not counted."""
    found = term_on(name, start)
    return due(start=start, count=found.count, unit=found.unit)
