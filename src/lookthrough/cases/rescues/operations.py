"""The rescue of a firm (企业纾困): opened for the district or the city, led by a bank, with measures and meetings, until it ends."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction

from lookthrough.cases.rescues.acting import CHOOSE, MONEY, MOST_FEN, creditor_of, keep, rescue_of, worker, written
from lookthrough.cases.rescues.models import Measure, Meeting, Rescue
from lookthrough.cases.rescues.words import MEASURE_STATES, MEASURES, TIERS
from lookthrough.kernel.texts import Text
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed

_NO_FIRM = Text("没有此企业，或不在您的辖区", "there is no such firm in your district")
_ALREADY_CITY = Text("已由市级处置", "the city handles it already")
_OPEN = Text("该企业已有进行中的纾困档案", "a rescue of this firm is open already")
_NO_MEASURE = Text("没有这项措施", "there is no such measure")
_LATER = Text("会议日期不能晚于今天", "a meeting cannot lie ahead")
_SPAN = Text("止期不能早于起期", "the end cannot lie before the beginning")


@transaction.atomic
def open_rescue(*, company_id: str, tier: str, tier_reason: str, situation: str, officer_id: int, at: datetime) -> str:
    """Open the rescue file of a firm of the district, for the district or the city to handle; returns its number."""
    by, why, said = worker(officer_id), written(tier_reason), written(situation)
    firm = registry.company_by_id(company_id=company_id)
    if firm is None or by.district is None or not by.district.reaches(firm.region_code):
        raise NotAllowed(_NO_FIRM)
    if tier not in TIERS:
        raise NotAllowed(CHOOSE)
    if Rescue.objects.filter(company_id=company_id, state="open").exists():
        raise NotAllowed(_OPEN)
    one = Rescue.objects.create(
        number=_next_number(at.date()), company_id=company_id, name=firm.name, region_code=firm.region_code, tier=tier, tier_reason=why,
        situation=said, opened_by=by.username, opened_at=at,
    )  # fmt: skip
    keep(one, "opened", by, at, TIERS[tier].zh, {"tier": tier})
    return one.number


@transaction.atomic
def raise_to_city(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Hand a rescue whose reach has grown from the district to the city."""
    by, why = worker(officer_id), written(reason)
    one = rescue_of(number, by)
    if one.tier == "city":
        raise NotAllowed(_ALREADY_CITY)
    one.tier, one.tier_reason = "city", why
    one.save(update_fields=["tier", "tier_reason"])
    keep(one, "raised", by, at, why)


@transaction.atomic
def name_lead_bank(*, number: str, bank: str, officer_id: int, at: datetime) -> None:
    """Name the lead bank."""
    by, name = worker(officer_id), written(bank)[:120]
    one = rescue_of(number, by)
    before, one.lead_bank = one.lead_bank, name
    one.save(update_fields=["lead_bank"])
    keep(one, "lead_bank", by, at, name, {"before": before})


@transaction.atomic
def set_measure(
    *, number: str, kind: str, text: str, creditor_id: int, fen: int, from_on: date, to_on: date | None, officer_id: int, at: datetime
) -> int:
    """Set a measure down; returns its id."""
    by, said = worker(officer_id), written(text)
    one = rescue_of(number, by)
    if kind not in MEASURES:
        raise NotAllowed(CHOOSE)
    if not 0 <= fen <= MOST_FEN:
        raise NotAllowed(MONEY)
    if to_on is not None and to_on < from_on:
        raise NotAllowed(_SPAN)
    creditor = creditor_of(one, creditor_id) if creditor_id else None
    made = Measure.objects.create(
        rescue=one, kind=kind, text=said, creditor=creditor, fen=fen, from_on=from_on, to_on=to_on, set_by=by.username, set_at=at
    )
    keep(one, "measure_set", by, at, f"{MEASURES[kind].zh}：{said}", {"measure": made.pk, "fen": fen})
    return made.pk


@transaction.atomic
def move_measure(*, number: str, measure_id: int, state: str, note: str, officer_id: int, at: datetime) -> None:
    """Say how far a measure has come, also back: nothing is erased."""
    by, said = worker(officer_id), written(note)
    one = rescue_of(number, by)
    found = one.measures.filter(pk=measure_id).first()
    if found is None:
        raise NotAllowed(_NO_MEASURE)
    if state not in MEASURE_STATES:
        raise NotAllowed(CHOOSE)
    before, found.state = found.state, state
    found.save(update_fields=["state"])
    said = f"{MEASURES[found.kind].zh} → {MEASURE_STATES[state].zh}：{said}"
    keep(one, "measure_moved", by, at, said, {"measure": found.pk, "before": before, "after": state})


@transaction.atomic
def record_meeting(*, number: str, held_on: date, attended: str, text: str, officer_id: int, at: datetime) -> int:
    """Keep the record of a meeting with its hash; returns its id."""
    by, who, said = worker(officer_id), written(attended), written(text)
    one = rescue_of(number, by)
    if held_on > at.date():
        raise NotAllowed(_LATER)
    digest = hashlib.sha256("\x1f".join((one.number, held_on.isoformat(), who, said)).encode()).hexdigest()
    made = Meeting.objects.create(
        rescue=one, held_on=held_on, attended=who, text=said, sha256=digest, recorded_by=by.username, recorded_at=at
    )
    keep(one, "met", by, at, f"{held_on:%Y-%m-%d}", {"meeting": made.pk, "sha256": digest})
    return made.pk


@transaction.atomic
def end(*, number: str, outcome: str, text: str, officer_id: int, at: datetime) -> None:
    """End a rescue: the firm has recovered, or goes into bankruptcy."""
    by, said = worker(officer_id), written(text)
    one = rescue_of(number, by)
    if outcome not in ("recovered", "bankrupt"):
        raise NotAllowed(CHOOSE)
    one.state, one.outcome, one.ended_at = outcome, said, at
    one.save(update_fields=["state", "outcome", "ended_at"])
    keep(one, "ended", by, at, said, {"outcome": outcome})


@transaction.atomic
def reopen(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Take an end back."""
    by, why = worker(officer_id), written(reason)
    one = rescue_of(number, by, ended=True)
    if one.state == "open" or Rescue.objects.filter(company_id=one.company_id, state="open").exists():
        raise NotAllowed(_OPEN)
    one.state, one.ended_at = "open", None
    one.save(update_fields=["state", "ended_at"])
    keep(one, "reopened", by, at, why)


def _next_number(today: date) -> str:
    last = Rescue.objects.filter(number__startswith=f"JK{today.year}-").order_by("-number").values_list("number", flat=True).first()
    return f"JK{today.year}-{int(last.split('-')[1]) + 1 if last else 1:04d}"
