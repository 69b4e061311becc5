"""What a month brought in supervision: checks, confirmed facts, corrections, and licensed bodies beyond a limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from lookthrough.intake import queries as intake
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District
from lookthrough.supervision.models import Check, Correction, FactSheet
from lookthrough.supervision.ratios import Measured, Standing, fields_of, measure
from lookthrough.supervision.stages import Stage

_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class CheckMonth:
    """Checks planned, visited on site and closed in a month; sheets signed; corrections ordered, mended, and overdue at its end."""

    planned: int
    visited: int
    closed: int
    signed: int
    ordered: int
    mended: int
    overdue: tuple[tuple[str, str, str, date], ...]  # body, check, what, due on


@dataclass(frozen=True, slots=True)
class Beyond:
    """A licensed body beyond a limit by its return of a month."""

    institution_id: str
    business: str
    title: Text
    value: float | None
    limit: float
    unit: str
    basis: str


@dataclass(frozen=True, slots=True)
class LimitMonth:
    """How many bodies have limits, how many reported the month, and who is beyond."""

    bodies: int
    reported: int
    beyond: tuple[Beyond, ...]


def checks(*, month: Month, district: District) -> CheckMonth:
    """Count what was done in a month in a district's checks."""
    within = (datetime.combine(month.first_day, time(), _ZONE), datetime.combine(month.next.first_day, time(), _ZONE))
    mine = _reached(district)
    corrections = Correction.objects.filter(check_of__in=mine)
    signed = FactSheet.objects.filter(check_of__in=mine, state="signed", decided_at__gte=within[0], decided_at__lt=within[1])
    return CheckMonth(
        mine.filter(created_at__gte=within[0], created_at__lt=within[1]).count(),
        _visited(month, district),
        mine.filter(stage=Stage.CLOSED.value, closed_at__gte=within[0], closed_at__lt=within[1]).count(),
        signed.count(),
        corrections.filter(ordered_at__gte=within[0], ordered_at__lt=within[1]).count(),
        corrections.filter(state="done", rechecked_at__gte=within[0], rechecked_at__lt=within[1]).count(),
        _overdue(month, district, within[1]),
    )  # fmt: skip


def limits(*, month: Month, bodies: Mapping[str, str]) -> LimitMonth:
    """Hold the returns of one month against the limits of each body (institution id to business)."""
    limited = {one: business for one, business in bodies.items() if fields_of(business)}
    facts: dict[str, dict[str, float | None]] = {}
    for fact in intake.facts(months=[str(month)], subject_type="institution", subject_ids=sorted(limited)) if limited else ():
        if fact.field in fields_of(limited[fact.subject_id]):
            facts.setdefault(fact.subject_id, {})[fact.field] = fact.value
    beyond = [
        _beyond(one, limited[one], each)
        for one in sorted(facts)
        for each in measure(business=limited[one], facts=facts[one], on=month.last_day)
        if each.standing is Standing.BEYOND and each.limit
    ]
    return LimitMonth(len(limited), len(facts), tuple(beyond))


def _beyond(institution_id: str, business: str, each: Measured) -> Beyond:
    if each.limit is None:
        raise ValueError("what is beyond a limit has one")
    return Beyond(institution_id, business, each.ratio.title, each.value, each.limit.value, each.limit.unit, each.limit.threshold_basis)


def _visited(month: Month, district: District) -> int:
    begun = [stage.value for stage in (Stage.MOBILISE, Stage.SELF_CHECK, Stage.CANCELLED)]
    found: int = _reached(district).filter(on_site_on__range=(month.first_day, month.last_day)).exclude(stage__in=begun).count()
    return found


def _overdue(month: Month, district: District, end: datetime) -> tuple[tuple[str, str, str, date], ...]:
    """Return the corrections whose day had passed at the end of the month and that were not mended by then."""
    found = Correction.objects.filter(check_of__in=_reached(district), due_on__lte=month.last_day, ordered_at__lt=end)
    found = found.exclude(check_of__stage=Stage.CANCELLED.value).select_related("check_of")
    open_then = [one for one in found if one.state != "done" or (one.rechecked_at is not None and one.rechecked_at >= end)]
    return tuple((one.check_of.name, one.check_of.number, one.what, one.due_on) for one in open_then)


def _reached(district: District) -> QuerySet[Check]:
    placed = Q(region_code__startswith=district.prefix) & ~Q(region_code="")
    return Check.objects.filter(placed | Q(region_code="") if district.unplaced else placed)
