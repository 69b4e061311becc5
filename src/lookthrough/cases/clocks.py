"""Periods as the law counts them: from the day after, in working days, calendar days or months, without the days they stood still."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lookthrough.kernel.calendar import add_working_days, is_working_day, working_days_between

_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a period is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a clock stands still, both ends included; without an end it still does."""

    from_on: date
    to_on: date | None
    reason: str = ""


def due(*, start: date, count: int, unit: Unit, pauses: Sequence[Pause] = (), today: date | None = None) -> date:
    """Return the last day of a period; the day it begins on is not counted.

    Days that lie in a pause do not count; a pause without an end lasts until ``today`` (without one, until its first day).
    A period in days or months whose last day is no working day ends on the next working day (民法典 art. 203).
    """
    still = _still(pauses, today)
    if unit is Unit.WORKING_DAYS:
        return _counted(start, count, still, working=True)
    if unit is Unit.DAYS:
        return _workable(_counted(start, count, still, working=False))
    end = add_months(start, count)
    return _workable(_extended(start, end, still))


def left(*, on: date, due_on: date) -> int:
    """Return the working days from ``on`` to the last day: nought on the last day itself, negative when it has passed."""
    return working_days_between(on, due_on)


def add_months(start: date, count: int) -> date:
    """Return the same day ``count`` months on, or the month's last day where it has no such day (民法典 art. 202)."""
    months = start.year * 12 + start.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _still(pauses: Sequence[Pause], today: date | None) -> list[tuple[date, date]]:
    """Return the pauses as spans that do not overlap, the earliest first."""
    spans = sorted((one.from_on, one.to_on or max(today or one.from_on, one.from_on)) for one in pauses)
    joined: list[tuple[date, date]] = []
    for first, last in spans:
        if last < first:
            continue
        if joined and first <= joined[-1][1] + _DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _counted(start: date, count: int, still: list[tuple[date, date]], *, working: bool) -> date:
    if working and not still:
        return add_working_days(start, count)
    day, open_days = start, count
    while open_days > 0:
        day += _DAY
        stands = any(first <= day <= last for first, last in still)
        open_days -= not stands and (not working or is_working_day(day))
    return day


def _extended(start: date, end: date, still: list[tuple[date, date]]) -> date:
    """Put the days that a period in months stood still behind its end, pause by pause."""
    for first, last in still:
        first = max(first, start + _DAY)
        if first <= min(last, end):
            end += last - first + _DAY
    return end


def _workable(day: date) -> date:
    while not is_working_day(day):
        day += _DAY
    return day
