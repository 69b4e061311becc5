"""What a month brought in rescues: opened, under way and ended, with what is owed, and releases that a second person approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from lookthrough.cases.rescues.models import Creditor, Release, Rescue
from lookthrough.kernel.periods import Month
from lookthrough.offices.queries import District

_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class RescueOfMonth:
    """A rescue that was under way at the end of the month or ended in it."""

    number: str
    name: str
    region_code: str
    tier: str
    lead_bank: str
    owed_fen: int
    opened_on: str
    ended_on: str


@dataclass(frozen=True, slots=True)
class RescueMonth:
    """Rescues opened and ended in a month, those under way at its end, releases approved in it."""

    opened: int
    ended: int
    under_way: int
    released: int
    rows: tuple[RescueOfMonth, ...]


def rescues(*, month: Month, district: District) -> RescueMonth:
    """Return what a month brought in a district's rescues."""
    begin, end = (datetime.combine(day, time(), _ZONE) for day in (month.first_day, month.next.first_day))
    mine = _reached(district)
    ended = mine.filter(ended_at__gte=begin, ended_at__lt=end)
    running = mine.filter(opened_at__lt=end).filter(Q(ended_at=None) | Q(ended_at__gte=end))
    released = Release.objects.filter(rescue__in=mine, state__in=("approved", "released"), decided_at__gte=begin, decided_at__lt=end)
    shown = mine.filter(pk__in=[*running.values_list("pk", flat=True), *ended.values_list("pk", flat=True)]).order_by("number")
    return RescueMonth(
        mine.filter(opened_at__gte=begin, opened_at__lt=end).count(), ended.count(), running.count(), released.count(),
        tuple(_row(one, end) for one in shown),
    )  # fmt: skip


def _row(one: Rescue, end: datetime) -> RescueOfMonth:
    owed = Creditor.objects.filter(rescue=one, joined_at__lt=end).filter(Q(left_at=None) | Q(left_at__gte=end)).aggregate(fen=Sum("fen"))
    ended = one.ended_at is not None and one.ended_at < end
    days = [day.astimezone(_ZONE).date().isoformat() if day else "" for day in (one.opened_at, one.ended_at if ended else None)]
    return RescueOfMonth(one.number, one.name, one.region_code, one.tier, one.lead_bank, owed["fen"] or 0, days[0], days[1])


def _reached(district: District) -> QuerySet[Rescue]:
    placed = Q(region_code__startswith=district.prefix) & ~Q(region_code="")
    return Rescue.objects.filter(placed | Q(region_code="") if district.unplaced else placed)
