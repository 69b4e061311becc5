"""What an indicator may ask of a subject: what was reported for this month, for months before, and by its peers.

An indicator is written on ``Facts``: each call returns a column, as an Ibis expression, and notes what was asked for, so that the panel
(one row a subject) holds just that. A value that nobody reported is null, and null runs through every expression: an indicator without
its facts has no value, it is never zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import _

Column = Any  # an Ibis expression that is bound to the panel later


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """One column of the panel: a field some months ago, or (``quantile``) what it is among the subjects of the same kind this month."""

    field: str
    months_ago: int = 0
    quantile: float | None = None

    @property
    def column(self) -> str:
        """Return the name of the column in the panel."""
        return f"{self.field}__{self.months_ago}" if self.quantile is None else f"{self.field}__q{round(self.quantile * 100)}"


class Facts:
    """The facts of a subject as columns; remembers in ``asked`` which ones were called for."""

    def __init__(self) -> None:
        self.asked: set[Asked] = set()

    def now(self, field: str) -> Column:
        """Return the value reported for this month."""
        return self.ago(field, 0)

    def ago(self, field: str, months: int) -> Column:
        """Return the value reported for the month that lies ``months`` back."""
        return self._column(Asked(field, months))

    def latest(self, field: str, months: int = 3) -> Column:
        """Return the newest value of the last ``months`` months, this one included."""
        return ibis.coalesce(*(self.ago(field, back) for back in range(months)))

    def total(self, field: str, months: int, *, since: int = 0) -> Column:
        """Return the sum of ``months`` months, the newest ``since`` months back. Months not reported add nothing; none at all is null."""
        every = [self.ago(field, since + back) for back in range(months)]
        return ibis.ifelse(ibis.coalesce(*every).isnull(), ibis.null("float64"), _sum(every))

    def mean(self, field: str, months: int, *, since: int = 1) -> Column:
        """Return the mean of the months that were reported among ``months`` months, by default the ones before this."""
        every = [self.ago(field, since + back) for back in range(months)]
        reported = _sum([one.notnull().cast("float64") for one in every])
        return _sum(every) / reported.nullif(0.0)

    def change(self, field: str, months: int = 12, *, over: int = 1) -> Column:
        """Return by which share the sum of ``over`` months differs from that of ``months`` ago: -0.4 is a fall by 40 %.

        Null unless every month of both spans was reported and the earlier sum is above zero.
        """
        now, then = (_whole_sum([self.ago(field, since + back) for back in range(over)]) for since in (0, months))
        return now / ibis.ifelse(then > 0, then, ibis.null("float64")) - 1

    def in_a_row(self, field: str, holds: Callable[[Column], Column], months: int) -> Column:
        """Count for how many months up to this one, at most ``months``, the condition held without a break; null without this month."""
        ends = [(~holds(self.ago(field, back)).fill_null(False), float(back)) for back in range(months)]
        return ibis.ifelse(self.now(field).isnull(), ibis.null("float64"), ibis.cases(*ends, else_=float(months)))

    def peers(self, field: str, quantile: float = 0.5) -> Column:
        """Return the quantile of this month's values among subjects of the same kind; 0.5 is the median."""
        return self._column(Asked(field, 0, quantile))

    def share(self, part: str, whole: str) -> Column:
        """Return this month's ``part`` divided by ``whole``; null where the whole is not above zero."""
        return ratio(self.now(part), self.now(whole))

    def _column(self, asked: Asked) -> Column:
        self.asked.add(asked)
        return _[asked.column]


def ratio(part: Column, whole: Column) -> Column:
    """Return ``part`` divided by ``whole``; null where the whole is not above zero."""
    return part / ibis.ifelse(whole > 0, whole, ibis.null("float64"))


def not_below_zero(column: Column) -> Column:
    """Return the column, with nothing in place of what is negative; null stays null."""
    return ibis.ifelse(column < 0, 0.0, column)


def _sum(every: list[Column]) -> Column:
    """Add in the order given, so that the last digit never depends on the order of rows or threads; nulls add nothing."""
    added = every[0].fill_null(0.0)
    for one in every[1:]:
        added = added + one.fill_null(0.0)
    return added


def _whole_sum(every: list[Column]) -> Column:
    added = every[0]
    for one in every[1:]:
        added = added + one
    return added
