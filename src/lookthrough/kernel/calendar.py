"""China's working days: the State Council's yearly notices, and until a year's notice is out a provisional table that says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import chinese_calendar
import yaml

from lookthrough.kernel.texts import Text

_TABLE = Path(__file__).with_name("provisional_holidays.yml")
_OFFICIAL = Text("国务院办公厅放假通知（chinesecalendar）", "the State Council's holiday notice (chinesecalendar)")
_SATURDAY = 5


class CalendarUnknown(LookupError):  # noqa: N818 - a state of knowledge, not an error of the caller
    """Neither a notice nor the provisional table covers the year."""


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """What is known of a year: ``provisional`` ones have no moved weekends yet, so a date counted through them may shift by days."""

    year: int
    provisional: bool
    source: Text
    holidays: frozenset[date]


@cache
def year_calendar(year: int) -> YearCalendar:
    """Return the calendar of ``year`` and whether it is provisional; ``CalendarUnknown`` when there is none at all."""
    if year in _noticed_years():
        return YearCalendar(year, False, _OFFICIAL, frozenset(day for day in chinese_calendar.constants.holidays if day.year == year))
    table = _provisional()
    if year not in table["holidays"]:
        raise CalendarUnknown(f"no working-day calendar for {year}; the provisional table ends with {max(table['holidays'])}")
    source = Text(table["source_zh"], table["source_en"])
    return YearCalendar(year, True, source, frozenset(table["holidays"][year]))


@cache
def _provisional() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return table


@cache
def _noticed_years() -> range:
    days = chinese_calendar.constants.holidays
    return range(min(days).year, max(days).year + 1)


@cache
def is_working_day(day: date) -> bool:
    """Say whether offices work on ``day``: moved weekends count as the notice says."""
    known = year_calendar(day.year)
    if known.provisional:
        return day.weekday() < _SATURDAY and day not in known.holidays
    return bool(chinese_calendar.is_workday(day))


def is_provisional(first_day: date, last_day: date | None = None) -> bool:
    """Say whether a count from ``first_day`` to ``last_day`` rests on a provisional year."""
    last_year = (last_day or first_day).year
    return any(year_calendar(year).provisional for year in range(first_day.year, last_year + 1))


def add_working_days(start: date, days: int) -> date:
    """Return the ``days``-th working day after ``start``, before it when negative; as the law counts terms, ``start`` is not counted."""
    day, step = start, timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after ``start`` up to and including ``end``; negative when ``end`` lies before ``start``."""
    if end < start:
        return -working_days_between(end - timedelta(days=1), start - timedelta(days=1))
    return sum(is_working_day(start + timedelta(days=ahead)) for ahead in range(1, (end - start).days + 1))
