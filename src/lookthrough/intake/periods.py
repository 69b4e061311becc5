"""The period of a return: said by its rows, its title or the sender, one alone, and over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from lookthrough.intake.cell_reading import CheckedRow
from lookthrough.intake.cells import day_of
from lookthrough.intake.office_settings import settings_on
from lookthrough.intake.template import Column, Template
from lookthrough.intake.troubles import Trouble, trouble
from lookthrough.kernel.periods import Month

_DAY_TEXT = re.compile(r"\d{4}-\d{2}-\d{2}")


def period_of(rows: Sequence[CheckedRow], above: Month | None, template: Template, *, chosen: str, head: int) -> tuple[str, list[Trouble]]:
    """Return the period (``2026-10``; a day for daily returns) and what is wrong with it; rows without one get it.

    ``head`` is the row of the head (from 1), where a missing period is shown.
    """
    for row in rows:
        row.month = row.month or (_month_of_day(row) if template.period == "day" else str(above or ""))
    said = Counter(_period(row, template) for row in rows)
    del said[""]
    if not said and chosen and _give(rows, chosen):
        return chosen, []
    if not said:
        sheet = rows[0].sheet if rows else ""
        return "", [trouble("period_missing", sheet=sheet, row=head, column=_column(template).title.zh)]
    usual = chosen if chosen in said else max(said, key=lambda period: (said[period], period))
    if chosen and chosen not in said:
        return chosen, [trouble("other_period", found="、".join(sorted(said)), period=chosen)]
    _give(rows, usual)
    column = _column(template)
    others = [row for row in rows if _period(row, template) not in ("", usual)]
    return usual, [trouble("two_periods", **row.at(column), found=_period(row, template), period=usual) for row in others]  # type: ignore[arg-type]


def _give(rows: Sequence[CheckedRow], period: str) -> bool:
    for row in rows:
        row.month = row.month or period[:7]
    return True


def _column(template: Template) -> Column:
    return template.column("day" if template.period == "day" else "month")


def _period(row: CheckedRow, template: Template) -> str:
    if template.period != "day":
        return row.month
    day = row.values.get("day")
    return day_of(day).isoformat() if isinstance(day, int | float) else ""


def _month_of_day(row: CheckedRow) -> str:
    day = row.values.get("day")
    return str(Month.of(day_of(day))) if isinstance(day, int | float) else ""


def wrong_periods(period: str, rows: Sequence[CheckedRow], template: Template, *, today: date) -> list[Trouble]:
    """Say when a period has not begun, is not over, or is no quarter's end."""
    if not period or not rows:
        return []
    first, last = bounds(period, template.period)
    place = {**rows[0].at(_column(template)), "found": period}
    if template.period == "quarter" and Month.parse(period).number % 3:
        return [trouble("not_quarter_end", **place)]  # type: ignore[arg-type]
    if first > today:
        return [trouble("period_future", **place)]  # type: ignore[arg-type]
    return [trouble("period_not_over", **place)] if last > today else []  # type: ignore[arg-type]


def long_past(period: str, rows: Sequence[CheckedRow], template: Template, *, today: date) -> list[Trouble]:
    """Doubt a period that ended so long ago that the year was probably mistyped."""
    months = settings_on(today).whole("doubt_months_past")
    if not period or not rows or bounds(period, template.period)[1] >= Month.of(today).plus(-months).first_day:
        return []
    place = {**rows[0].at(_column(template)), "found": period, "months": str(months)}
    return [trouble("period_long_past", **place)]  # type: ignore[arg-type]


def bounds(period: str, kind: str) -> tuple[date, date]:
    """Return the first and last day of a period; a quarter is named by its last month."""
    if kind == "day":
        day = date.fromisoformat(period)
        return day, day
    month = Month.parse(period)
    return (month.plus(-2).first_day if kind == "quarter" else month.first_day), month.last_day


def sound_period(text: str, kind: str) -> bool:
    """Say whether a text names a period of this kind."""
    try:
        bounds(text, kind)
    except ValueError:
        return False
    return bool(_DAY_TEXT.fullmatch(text)) == (kind == "day") and (kind != "quarter" or int(text[5:7]) % 3 == 0)


def periods_between(first: date, last: date, kind: str) -> list[str]:
    """Return the periods of a kind that end within two days, both included, oldest first; days are working days' own affair."""
    if kind == "day":
        return [(first + timedelta(days=ahead)).isoformat() for ahead in range((last - first).days + 1)]
    months: list[str] = []
    month = Month.of(first)
    while month.first_day <= last:
        if first <= month.last_day <= last and (kind == "month" or month.number % 3 == 0):
            months.append(str(month))
        month = month.next
    return months


def period_before(period: str, kind: str) -> str:
    """Return the period before this one."""
    if kind == "day":
        return (date.fromisoformat(period) - timedelta(days=1)).isoformat()
    return str(Month.parse(period).plus(-3 if kind == "quarter" else -1))
