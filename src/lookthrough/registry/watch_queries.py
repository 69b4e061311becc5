"""What is asked of the key watch list: who is on it, whose term ends soon, and how it came about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from lookthrough.offices.queries import District
from lookthrough.registry.folding import fold
from lookthrough.registry.models import WatchEntry
from lookthrough.registry.triage_queries import of_district

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A term on the list as it stands on a day: running, coming (an extension), ended, or taken off."""

    entry_id: int
    company_id: str
    name: str
    uscc: str
    region_code: str
    reason: str
    from_on: date
    until: date
    state: str
    ends_soon: bool
    extended: bool
    put_by: str
    taken_off_on: date | None
    taken_off_by: str
    taken_off_reason: str


def watched(
    *, district: District, today: date, state: str = "running", text: str = "", start: int = 0, limit: int | None = None
) -> list[WatchRow]:
    """Return a district's terms: those that run (the first to end first), those that end within a month, or all."""
    end = None if limit is None else start + limit
    return [_row(one, today) for one in _asked(district, today, state, text)[start:end]]


def count(*, district: District, today: date, state: str = "running", text: str = "") -> int:
    """Return how many terms such a list has in all."""
    return _asked(district, today, state, text).count()


def _asked(district: District, today: date, state: str, text: str) -> QuerySet[WatchEntry]:
    found = _of(district)
    if text.strip():
        found = found.filter(company__folded_name__contains=fold(text.strip()))
    if state in ("running", "soon"):
        found = found.filter(from_on__lte=today, until__gte=today, taken_off_on=None).order_by("until", "pk")
    if state == "soon":
        found = found.filter(Q(extended_by=None) | Q(extended_by__taken_off_on__isnull=False), until__lte=today + SOON)
    return found


def watch_history(*, company_id: str, today: date) -> list[WatchRow]:
    """Return all terms of a firm, the newest first."""
    found = WatchEntry.objects.filter(company__identity=company_id).select_related("company", "put_by", "taken_off_by")
    return [_row(one, today) for one in found.order_by("-from_on", "-pk")]


def is_watched(*, company_id: str, today: date) -> bool:
    """Say whether a firm is on the list on a day."""
    return any(one.state == "running" for one in watch_history(company_id=company_id, today=today))


def watched_among(*, company_ids: Iterable[str], today: date) -> set[str]:
    """Return which of some firms are on the list on a day, in one question."""
    running = WatchEntry.objects.filter(company__identity__in=list(company_ids), from_on__lte=today, until__gte=today, taken_off_on=None)
    return set(running.values_list("company__identity", flat=True))


def _of(district: District) -> QuerySet[WatchEntry]:
    found = WatchEntry.objects.filter(of_district(district)).select_related("company", "put_by", "taken_off_by", "extended_by")
    return found.order_by("-from_on", "-pk")


def _row(one: WatchEntry, today: date) -> WatchRow:
    state = _state(one, today)
    extended = getattr(one, "extended_by", None)
    stands = extended is not None and extended.taken_off_on is None
    return WatchRow(
        entry_id=one.pk, company_id=one.company.identity, name=one.company.name, uscc=one.company.uscc,
        region_code=one.company.region_code, reason=one.reason, from_on=one.from_on, until=one.until, state=state,
        ends_soon=state == "running" and one.until <= today + SOON and not stands, extended=stands, put_by=str(one.put_by),
        taken_off_on=one.taken_off_on, taken_off_by=str(one.taken_off_by or ""), taken_off_reason=one.taken_off_reason,
    )  # fmt: skip


def _state(one: WatchEntry, today: date) -> str:
    if one.taken_off_on:
        return "taken_off"
    if one.until < today:
        return "ended"
    return "coming" if one.from_on > today else "running"
