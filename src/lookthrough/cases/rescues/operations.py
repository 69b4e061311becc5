"""The rescue of a firm (企业纾困): led by a bank, decided by creditors, told to others only as a second person allows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.cases.rescues.models import Creditor, Measure, Meeting, Release, Rescue, RescueAct, Resolution, Vote
from lookthrough.cases.rescues.office_settings import settings_on
from lookthrough.cases.rescues.words import MEASURE_STATES, MEASURES, TIERS, VOTES
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed

LONGEST = 8_000
_COUNTY = 6  # signs of a county's region code: an office with a shorter prefix stands above counties
_MOST_FEN = 10**15
_NO_ROLE = Text("您的角色不能办理企业纾困", "your role does not work on rescues")
_NO_FIRM = Text("没有此企业，或不在您的辖区", "there is no such firm in your district")
_NO_RESCUE = Text("没有此纾困档案，或不在您的辖区", "there is no such rescue in your district")
_ENDED = Text("纾困已结束", "the rescue has ended")
_CITY = Text("市级处置的由市级人员办理", "what the city handles is worked on by the city's officers")
_ALREADY_CITY = Text("已由市级处置", "the city handles it already")
_OPEN = Text("该企业已有进行中的纾困档案", "a rescue of this firm is open already")
_EMPTY = Text("请写下内容", "please write something")
_TOO_LONG = Text(f"最多 {LONGEST} 字", f"at most {LONGEST} characters")
_CHOOSE = Text("请从列出的选项中选择", "please choose from the list")
_MONEY = Text("金额须大于零", "the amount must be above nil")
_NO_CREDITOR = Text("没有这个债权人，或已退出", "there is no such creditor, or it has left")
_TWICE = Text("该债权人已在委员会", "this creditor sits on the committee already")
_NO_VOTE = Text("没有待表决的事项", "there is no such question to vote on")
_NOBODY = Text("债权人委员会还没有成员", "the committee has no members yet")
_NO_MEASURE = Text("没有这项措施", "there is no such measure")
_NO_RELEASE = Text("没有待决定的发布申请", "no release waits")
_OWN = Text("申请人本人不能批准发布", "whoever proposes a release does not approve it")
_NOT_OWN = Text("只能撤回自己的申请", "only your own request can be withdrawn")
_NOT_APPROVED = Text("未经批准不能发布", "nothing is released before it is approved")
_LATER = Text("会议日期不能晚于今天", "a meeting cannot lie ahead")
_SPAN = Text("止期不能早于起期", "the end cannot lie before the beginning")


@transaction.atomic
def open_rescue(*, company_id: str, tier: str, tier_reason: str, situation: str, officer_id: int, at: datetime) -> str:
    """Open the rescue file of a firm of the district, for the district or the city to handle; returns its number."""
    by, why, said = _worker(officer_id), _written(tier_reason), _written(situation)
    firm = registry.company_by_id(company_id=company_id)
    if firm is None or by.district is None or not by.district.reaches(firm.region_code):
        raise NotAllowed(_NO_FIRM)
    if tier not in TIERS:
        raise NotAllowed(_CHOOSE)
    if Rescue.objects.filter(company_id=company_id, state="open").exists():
        raise NotAllowed(_OPEN)
    one = Rescue.objects.create(
        number=_next_number(at.date()), company_id=company_id, name=firm.name, region_code=firm.region_code, tier=tier, tier_reason=why,
        situation=said, opened_by=by.username, opened_at=at,
    )  # fmt: skip
    _keep(one, "opened", by, at, TIERS[tier].zh, {"tier": tier})
    return one.number


@transaction.atomic
def raise_to_city(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Hand a rescue whose reach has grown from the district to the city."""
    by, why = _worker(officer_id), _written(reason)
    one = _rescue(number, by)
    if one.tier == "city":
        raise NotAllowed(_ALREADY_CITY)
    one.tier, one.tier_reason = "city", why
    one.save(update_fields=["tier", "tier_reason"])
    _keep(one, "raised", by, at, why)


@transaction.atomic
def name_lead_bank(*, number: str, bank: str, officer_id: int, at: datetime) -> None:
    """Name the lead bank."""
    by, name = _worker(officer_id), _written(bank)[:120]
    one = _rescue(number, by)
    before, one.lead_bank = one.lead_bank, name
    one.save(update_fields=["lead_bank"])
    _keep(one, "lead_bank", by, at, name, {"before": before})


@transaction.atomic
def join(*, number: str, creditor: str, fen: int, secured: bool, officer_id: int, at: datetime) -> int:
    """Take a creditor onto the committee; returns its id."""
    by, name = _worker(officer_id), _written(creditor)[:120]
    one = _rescue(number, by)
    if not 0 < fen <= _MOST_FEN:
        raise NotAllowed(_MONEY)
    if one.creditors.filter(name=name, left_at=None).exists():
        raise NotAllowed(_TWICE)
    made = Creditor.objects.create(rescue=one, name=name, fen=fen, secured=secured, joined_at=at)
    _keep(one, "creditor_joined", by, at, name, {"fen": fen})
    return made.pk


@transaction.atomic
def leave(*, number: str, creditor_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Let a creditor leave the committee; its votes stay."""
    by, why = _worker(officer_id), _written(reason)
    one = _rescue(number, by)
    found = _creditor(one, creditor_id)
    found.left_at = at
    found.save(update_fields=["left_at"])
    _keep(one, "creditor_left", by, at, f"{found.name}：{why}")


@transaction.atomic
def put_to_vote(*, number: str, text: str, officer_id: int, at: datetime) -> int:
    """Put a question to the committee; the majorities in force on the day are copied with it. Returns its id."""
    by, said = _worker(officer_id), _written(text)
    one = _rescue(number, by)
    if not one.creditors.filter(left_at=None).exists():
        raise NotAllowed(_NOBODY)
    limits = settings_on(at.date())
    heads, fen = limits.value("vote_heads_from"), limits.value("vote_fen_from")
    made = Resolution.objects.create(rescue=one, text=said, put_by=by.username, put_at=at, heads_from=heads, fen_from=fen)
    _keep(one, "put_to_vote", by, at, said)
    return made.pk


@transaction.atomic
def vote(*, number: str, resolution_id: int, creditor_id: int, vote: str, officer_id: int, at: datetime) -> None:
    """Record how a creditor voted; until the vote is closed it may be recorded anew."""
    by = _worker(officer_id)
    one = _rescue(number, by)
    question, creditor = _question(one, resolution_id), _creditor(one, creditor_id)
    if vote not in VOTES:
        raise NotAllowed(_CHOOSE)
    said = {"vote": vote, "fen": creditor.fen, "recorded_by": by.username, "recorded_at": at}
    Vote.objects.update_or_create(resolution=question, creditor=creditor, defaults=said)
    _keep(one, "voted", by, at, f"{creditor.name}：{VOTES[vote].zh}", {"resolution": question.pk})


@transaction.atomic
def close_vote(*, number: str, resolution_id: int, officer_id: int, at: datetime) -> bool:
    """Count the votes over all who sit on the committee, silent ones included; returns whether it passed.

    It passes with more than the asked share of heads and at least the asked share of the debt.
    """
    by = _worker(officer_id)
    one = _rescue(number, by)
    question = _question(one, resolution_id)
    sitting = list(one.creditors.filter(left_at=None))
    if not sitting:
        raise NotAllowed(_NOBODY)
    yes = set(question.votes.filter(vote="yes").values_list("creditor_id", flat=True))
    agreed = [creditor for creditor in sitting if creditor.pk in yes]
    heads, fen = len(agreed) / len(sitting), sum(each.fen for each in agreed) / sum(each.fen for each in sitting)
    question.heads_share, question.fen_share, question.closed_at = heads, fen, at
    question.passed = heads > question.heads_from and fen >= question.fen_from
    question.save()
    _keep(one, "vote_closed", by, at, question.text, {"passed": question.passed, "heads": heads, "fen": fen})
    return question.passed


@transaction.atomic
def set_measure(
    *, number: str, kind: str, text: str, creditor_id: int, fen: int, from_on: date, to_on: date | None, officer_id: int, at: datetime
) -> int:
    """Set a measure down; returns its id."""
    by, said = _worker(officer_id), _written(text)
    one = _rescue(number, by)
    if kind not in MEASURES:
        raise NotAllowed(_CHOOSE)
    if not 0 <= fen <= _MOST_FEN:
        raise NotAllowed(_MONEY)
    if to_on is not None and to_on < from_on:
        raise NotAllowed(_SPAN)
    creditor = _creditor(one, creditor_id) if creditor_id else None
    made = Measure.objects.create(
        rescue=one, kind=kind, text=said, creditor=creditor, fen=fen, from_on=from_on, to_on=to_on, set_by=by.username, set_at=at
    )
    _keep(one, "measure_set", by, at, f"{MEASURES[kind].zh}：{said}", {"measure": made.pk, "fen": fen})
    return made.pk


@transaction.atomic
def move_measure(*, number: str, measure_id: int, state: str, note: str, officer_id: int, at: datetime) -> None:
    """Say how far a measure has come, also back: nothing is erased."""
    by, said = _worker(officer_id), _written(note)
    one = _rescue(number, by)
    found = one.measures.filter(pk=measure_id).first()
    if found is None:
        raise NotAllowed(_NO_MEASURE)
    if state not in MEASURE_STATES:
        raise NotAllowed(_CHOOSE)
    before, found.state = found.state, state
    found.save(update_fields=["state"])
    said = f"{MEASURES[found.kind].zh} → {MEASURE_STATES[state].zh}：{said}"
    _keep(one, "measure_moved", by, at, said, {"measure": found.pk, "before": before, "after": state})


@transaction.atomic
def record_meeting(*, number: str, held_on: date, attended: str, text: str, officer_id: int, at: datetime) -> int:
    """Keep the record of a meeting with its hash; returns its id."""
    by, who, said = _worker(officer_id), _written(attended), _written(text)
    one = _rescue(number, by)
    if held_on > at.date():
        raise NotAllowed(_LATER)
    digest = hashlib.sha256("\x1f".join((one.number, held_on.isoformat(), who, said)).encode()).hexdigest()
    made = Meeting.objects.create(
        rescue=one, held_on=held_on, attended=who, text=said, sha256=digest, recorded_by=by.username, recorded_at=at
    )
    _keep(one, "met", by, at, f"{held_on:%Y-%m-%d}", {"meeting": made.pk, "sha256": digest})
    return made.pk


@transaction.atomic
def propose_release(*, number: str, text: str, audience: str, officer_id: int, at: datetime) -> int:
    """Propose what may be made known to whom; nothing goes out before another person approves. Returns its id."""
    by, said, to = _worker(officer_id), _written(text), _written(audience)[:120]
    one = _rescue(number, by)
    made = Release.objects.create(rescue=one, text=said, audience=to, proposed_by=by.username, proposed_at=at)
    _keep(one, "release_proposed", by, at, to, {"release": made.pk})
    return made.pk


@transaction.atomic
def decide_release(*, number: str, release_id: int, approve: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Approve or refuse what another officer proposed."""
    by = _worker(officer_id, Action.APPROVE_RELEASES)
    one = _rescue(number, by)
    found = _release(one, release_id, "proposed")
    if found.proposed_by == by.username:
        raise NotAllowed(_OWN)
    found.state, found.decided_by, found.decided_at = "approved" if approve else "refused", by.username, at
    found.decision = reason.strip()[:LONGEST] if approve else _written(reason)
    found.save()
    _keep(one, "release_approved" if approve else "release_refused", by, at, found.decision, {"release": found.pk})


@transaction.atomic
def withdraw_release(*, number: str, release_id: int, officer_id: int, at: datetime) -> None:
    """Take one's own proposal back while it waits."""
    by = _worker(officer_id)
    one = _rescue(number, by)
    found = _release(one, release_id, "proposed")
    if found.proposed_by != by.username:
        raise NotAllowed(_NOT_OWN)
    found.state, found.decided_by, found.decided_at = "withdrawn", by.username, at
    found.save()
    _keep(one, "release_withdrawn", by, at, "", {"release": found.pk})


@transaction.atomic
def release(*, number: str, release_id: int, officer_id: int, at: datetime) -> str:
    """Note that an approved text has gone out, and return it as it was approved."""
    by = _worker(officer_id)
    one = _rescue(number, by)
    found = one.releases.filter(pk=release_id).first()
    if found is None or found.state != "approved":
        raise NotAllowed(_NOT_APPROVED)
    found.state, found.released_at = "released", at
    found.save(update_fields=["state", "released_at"])
    _keep(one, "released", by, at, found.audience, {"release": found.pk})
    return found.text


@transaction.atomic
def end(*, number: str, outcome: str, text: str, officer_id: int, at: datetime) -> None:
    """End a rescue: the firm has recovered, or goes into bankruptcy."""
    by, said = _worker(officer_id), _written(text)
    one = _rescue(number, by)
    if outcome not in ("recovered", "bankrupt"):
        raise NotAllowed(_CHOOSE)
    one.state, one.outcome, one.ended_at = outcome, said, at
    one.save(update_fields=["state", "outcome", "ended_at"])
    _keep(one, "ended", by, at, said, {"outcome": outcome})


@transaction.atomic
def reopen(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Take an end back."""
    by, why = _worker(officer_id), _written(reason)
    one = _rescue(number, by, ended=True)
    if one.state == "open" or Rescue.objects.filter(company_id=one.company_id, state="open").exists():
        raise NotAllowed(_OPEN)
    one.state, one.ended_at = "open", None
    one.save(update_fields=["state", "ended_at"])
    _keep(one, "reopened", by, at, why)


def _worker(officer_id: int, action: Action = Action.WORK_RESCUES) -> Colleague:
    by = offices.able(officer_id=officer_id, action=action)
    if by is None or by.district is None:
        raise NotAllowed(_NO_ROLE)
    return by


def _rescue(number: str, by: Colleague, *, ended: bool = False) -> Rescue:
    """Return a rescue of the officer's district, locked; what the city handles is worked on by offices above the counties."""
    one = Rescue.objects.select_for_update().filter(number=number).first()
    if one is None or by.district is None or not by.district.reaches(one.region_code):
        raise NotAllowed(_NO_RESCUE)
    if one.state != "open" and not ended:
        raise NotAllowed(_ENDED)
    if one.tier == "city" and len(by.district.prefix) >= _COUNTY:
        raise NotAllowed(_CITY)
    return one


def _creditor(one: Rescue, creditor_id: int) -> Creditor:
    found = one.creditors.filter(pk=creditor_id, left_at=None).first()
    if found is None:
        raise NotAllowed(_NO_CREDITOR)
    return found


def _question(one: Rescue, resolution_id: int) -> Resolution:
    found = one.resolutions.filter(pk=resolution_id, closed_at=None).first()
    if found is None:
        raise NotAllowed(_NO_VOTE)
    return found


def _release(one: Rescue, release_id: int, state: str) -> Release:
    found = one.releases.filter(pk=release_id, state=state).first()
    if found is None:
        raise NotAllowed(_NO_RELEASE)
    return found


def _written(text: str) -> str:
    plain = text.strip()
    if not plain or len(plain) > LONGEST:
        raise NotAllowed(_TOO_LONG if plain else _EMPTY)
    return plain


def _next_number(today: date) -> str:
    last = Rescue.objects.filter(number__startswith=f"JK{today.year}-").order_by("-number").values_list("number", flat=True).first()
    return f"JK{today.year}-{int(last.split('-')[1]) + 1 if last else 1:04d}"


def _keep(one: Rescue, kind: str, by: Colleague, at: datetime, note: str = "", details: Mapping[str, Any] | None = None) -> None:
    RescueAct.objects.create(rescue=one, at=at, actor=by.username, kind=kind, note=note)
    audit.record(
        actor=by.username, action=f"rescue.{kind}", object_type="rescue", object_id=one.number, purpose="", at=at,
        details={"company": one.company_id, **(details or {})},
    )  # fmt: skip
