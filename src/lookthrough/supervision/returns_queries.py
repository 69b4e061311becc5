"""What bodies' latest returns say beside the limits in force at the end of their month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lookthrough.intake import queries as intake
from lookthrough.intake.facts import Fact
from lookthrough.kernel.calendar import add_working_days
from lookthrough.supervision.office_settings import settings_on
from lookthrough.supervision.ratios import Measured, fields_of, measure

_MONTHS_BACK = 13
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Returned:
    """The latest month that a body reported, each limit held against it, and whether a newer month is overdue."""

    month: str
    measured: tuple[Measured, ...]
    stale: bool


def latest(*, bodies: Mapping[str, str], today: date) -> dict[str, Returned]:
    """Return the latest returns of bodies (institution id to business); one that never reported, or has no limits, is left out."""
    ids, months, found = sorted(bodies), _months_until(today), dict[str, Returned]()
    for begin in range(0, len(ids), _AT_ONCE):
        part = ids[begin : begin + _AT_ONCE]
        facts = intake.facts(months=months, subject_type="institution", subject_ids=part)
        found |= compare(bodies={one: bodies[one] for one in part}, facts=facts, today=today)
    return found


def compare(*, bodies: Mapping[str, str], facts: Iterable[Fact], today: date) -> dict[str, Returned]:
    """Hold facts of bodies against their limits: of each body its latest month alone, for figures of two months make no ratio."""
    by_month: dict[str, dict[str, dict[str, float | None]]] = {}
    wanted = {one: set(fields_of(business)) for one, business in bodies.items()}
    for fact in facts:
        if fact.field in wanted.get(fact.subject_id, ()):
            by_month.setdefault(fact.subject_id, {}).setdefault(fact.month, {})[fact.field] = fact.value
    expected, found = _expected_month(today), dict[str, Returned]()
    for one, reported in by_month.items():
        month = max(reported)
        measured = measure(business=bodies[one], facts=reported[month], on=_last_day(month))
        found[one] = Returned(month, tuple(measured), month < expected)
    return found


def _last_day(month: str) -> date:
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, monthrange(year, number)[1])


def _months_until(today: date) -> list[str]:
    place = today.year * 12 + today.month - 1
    return [f"{(place - back) // 12}-{(place - back) % 12 + 1:02d}" for back in range(_MONTHS_BACK)]


def _expected_month(today: date) -> str:
    """Return the month that must have come by now."""
    before = date.fromordinal(today.replace(day=1).toordinal() - 1)
    due = add_working_days(before, settings_on(today).whole("return_days"))
    if today > due:
        return before.strftime("%Y-%m")
    return date.fromordinal(before.replace(day=1).toordinal() - 1).strftime("%Y-%m")
