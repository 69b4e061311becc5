"""What bodies' latest returns say beside the limits in force at the end of their month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from lookthrough.kernel.calendar import add_working_days
from lookthrough.supervision.models import ReportedFigure
from lookthrough.supervision.office_settings import settings_on
from lookthrough.supervision.ratios import Measured, fields_of, measure

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Returned:
    """The latest month that a body reported, each limit held against it, and whether a newer month is overdue."""

    month: str
    measured: tuple[Measured, ...]
    stale: bool


def latest(*, bodies: Mapping[str, str], today: date) -> dict[str, Returned]:
    """Return the latest returns of bodies (institution id to business); one that never reported, or has no limits, is left out."""
    expected, found = _expected_month(today), dict[str, Returned]()
    ids = sorted(bodies)
    for begin in range(0, len(ids), _AT_ONCE):
        part = ids[begin : begin + _AT_ONCE]
        wanted = sorted({field for one in part for field in fields_of(bodies[one])})
        rows = ReportedFigure.objects.filter(institution_id__in=part, field__in=wanted)
        newest = dict(rows.values_list("institution_id").annotate(month=Max("month")))
        facts: dict[str, dict[str, float | None]] = {}
        stated = rows.filter(month__in=set(newest.values())).values_list("institution_id", "month", "field", "value")
        for one, month, field, value in stated:
            if month == newest[one]:  # figures of two months never make one ratio
                facts.setdefault(one, {})[field] = value
        for one, month in newest.items():
            measured = measure(business=bodies[one], facts=facts.get(one, {}), on=_last_day(month))
            found[one] = Returned(month, tuple(measured), month < expected)
    return found


def _last_day(month: str) -> date:
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, monthrange(year, number)[1])


def _expected_month(today: date) -> str:
    """Return the month that must have come by now."""
    first = today.replace(day=1)
    before = date.fromordinal(first.toordinal() - 1)
    due = add_working_days(before, settings_on(today).whole("return_days"))
    if today > due:
        return before.strftime("%Y-%m")
    return date.fromordinal(before.replace(day=1).toordinal() - 1).strftime("%Y-%m")
