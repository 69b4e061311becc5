"""Months and spans of days, both ends included, as returns, findings and windows use them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; earlier months compare as smaller."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date(self.year, self.number, 1)  # ValueError for a thirteenth month

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2026-03``; ``ValueError`` for any other text."""
        found = _MONTH.fullmatch(text)
        if found is None:
            raise ValueError(f"not a month like 2026-03: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month that ``day`` lies in."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """Return the first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Return the last day, the 29th of February in leap years."""
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> Month:
        """Return the month after this one."""
        return self.plus(1)

    @property
    def previous(self) -> Month:
        """Return the month before this one."""
        return self.plus(-1)

    @property
    def period(self) -> Period:
        """Return the month as a span of days."""
        return Period(self.first_day, self.last_day)

    def plus(self, months: int) -> Month:
        """Return the month that lies ``months`` later, or earlier when negative."""
        year, place = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, place + 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``first_day`` to ``last_day``, both included."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError(f"a period cannot end ({self.last_day}) before it begins ({self.first_day})")

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    @property
    def days(self) -> int:
        """Return how many days the period has."""
        return (self.last_day - self.first_day).days + 1


def trailing_days(last_day: date, days: int) -> Period:
    """Return the window of ``days`` days that ends with ``last_day``: 30 days to 31 March begin on 2 March."""
    if days < 1:
        raise ValueError("a window has at least one day")
    return Period(last_day - timedelta(days=days - 1), last_day)


def trailing_months(last: Month, months: int) -> tuple[Month, ...]:
    """Return the ``months`` months that end with ``last``, oldest first."""
    if months < 1:
        raise ValueError("a window has at least one month")
    return tuple(last.plus(back) for back in range(1 - months, 1))
