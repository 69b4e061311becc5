"""The calendar of a simulated period as arrays: working days, lively days, and the hours at which people and offices act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from lookthrough.kernel.calendar import CalendarUnknown, is_working_day

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

HOUR = 3_600
DAY = 24 * HOUR
NEVER = 1 << 40  # a moment that no simulation reaches
_BEYOND = 1_500  # days after the period that due dates may still fall on
_SATURDAY = 5
_STEPS = 4_096

# how much happens in each hour of the day
_WAKING = [1, 0, 0, 0, 0, 1, 3, 8, 14, 20, 22, 18, 16, 14, 17, 18, 16, 15, 16, 20, 26, 24, 14, 5]
_OFFICE = [0, 0, 0, 0, 0, 0, 0, 0, 2, 18, 24, 20, 4, 8, 20, 22, 14, 4, 0, 0, 0, 0, 0, 0]


def _quantiles(hours: list[int]) -> Ints:
    """Return moments of the day such that a uniform choice among them follows the hourly weights."""
    share = np.concatenate([[0.0], np.cumsum(hours) / np.sum(hours)])
    moments: Ints = np.interp((np.arange(_STEPS) + 0.5) / _STEPS, share, np.arange(25) * float(HOUR)).astype(np.int64)
    return moments


WAKING, OFFICE = _quantiles(_WAKING), _quantiles(_OFFICE)


def moments(rng: np.random.Generator, days: Ints, hours: Ints) -> Ints:
    """Return one moment (seconds since the period began) on each of ``days`` at the ``hours`` people keep."""
    count = len(days)
    return days * DAY + hours[rng.integers(0, _STEPS, count, dtype=np.int16)] + rng.integers(0, 30, count, dtype=np.int8)


def _works(day: date) -> bool:
    try:
        return is_working_day(day)
    except CalendarUnknown:  # a simulation may run into years whose notice is not out
        return day.weekday() < _SATURDAY


@dataclass(frozen=True, slots=True)
class Days:
    """The period from ``start`` for ``count`` days; arrays run on past its end. Day 0 is ``start``."""

    start: date
    count: int
    working: Flags
    next_working: Ints
    appetite: Floats
    month_ends: Ints

    @property
    def end(self) -> int:
        """Return the first second after the period."""
        return self.count * DAY

    def date(self, day: int) -> date:
        """Return the date of a day number."""
        return self.start + timedelta(days=int(day))

    def office(self, at: Ints, rng: np.random.Generator) -> Ints:
        """Return when an office that got word at ``at`` has acted: within two hours, or in the morning of the next working day."""
        day, second = at // DAY, at % DAY
        soon = self.working[day] & (second >= 8 * HOUR) & (second < 16 * HOUR)
        wait = rng.integers(300, 2 * HOUR, len(at))
        return np.where(soon, at + wait, self.next_working[day + 1] * DAY + 8 * HOUR + 1_800 + wait)


def calendar(start: date, count: int) -> Days:
    """Lay out the period: working days, how eager people are to put money in on each day, and each month's last working day."""
    dates = [start + timedelta(days=ahead) for ahead in range(count + _BEYOND)]
    working = np.array([_works(day) for day in dates], dtype=np.bool_)
    numbers = np.where(working, np.arange(len(dates)), len(dates) - 1)
    next_working = np.minimum.accumulate(numbers[::-1])[::-1].astype(np.int64)
    appetite = np.array([_appetite(day) for day in dates]) * np.where(working, 1.0, 0.55)
    return Days(start, count, working, next_working, appetite, _month_ends(dates[:count], working[:count]))


def _appetite(day: date) -> float:
    """Return how much is put in on a day beside an ordinary one: after pay days more, around the Spring Festival less."""
    pay = 1.35 if day.day in (10, 11, 15, 16) else 1.2 if day.day in (28, 29, 30, 5, 6) else 1.0
    season = {1: 1.05, 2: 0.7, 3: 1.1, 6: 1.1, 9: 0.95, 10: 0.9, 12: 1.15}.get(day.month, 1.0)
    return pay * season


def _month_ends(dates: list[date], working: Flags) -> Ints:
    """Return the day number of the last working day of each month that the period covers to its end."""
    last: dict[tuple[int, int], int] = {}
    for number, day in enumerate(dates):
        if working[number]:
            last[day.year, day.month] = number
    ends_within = [number for (year, month), number in last.items() if (dates[-1] + timedelta(days=1)).timetuple()[:2] > (year, month)]
    return np.array(ends_within, dtype=np.int64)
