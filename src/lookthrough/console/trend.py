"""Twelve months in one small line: how many reasons the alerts of each month had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MONTHS = 12
WIDTH, HEIGHT, MARGIN = 132, 28, 3


@dataclass(frozen=True, slots=True)
class Point:
    """A month, its count, and where it is drawn."""

    month: str
    count: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The line as it is drawn; the points are also its table."""

    points: tuple[Point, ...]

    @property
    def line(self) -> str:
        """Return the corners of the line."""
        return " ".join(f"{one.x},{one.y}" for one in self.points)

    @property
    def last(self) -> Point:
        """Return the newest month."""
        return self.points[-1]

    @property
    def total(self) -> int:
        """Return the reasons of all months."""
        return sum(one.count for one in self.points)


def trend(counts: Mapping[str, int], *, until: date) -> Trend:
    """Draw the twelve months that end with a day's month; a month without an alert counts nothing."""
    last = until.year * 12 + until.month - 1
    months = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(last - MONTHS + 1, last + 1)]
    highest = max([1, *(counts.get(month, 0) for month in months)])
    step, height = (WIDTH - 2 * MARGIN) / (MONTHS - 1), HEIGHT - 2 * MARGIN
    return Trend(tuple(_point(month, counts.get(month, 0), place * step, height / highest) for place, month in enumerate(months)))


def _point(month: str, count: int, right: float, height: float) -> Point:
    return Point(month, count, round(MARGIN + right), round(HEIGHT - MARGIN - height * count))
