"""Leads (线索): opened from what came in, joined where two are about the same, and by two officers made a case or closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from lookthrough.cases.acting import code_of, is_related, worker, written
from lookthrough.cases.case_type import case_types
from lookthrough.cases.lead_acting import keep, lead_of
from lookthrough.cases.lead_words import SOURCES, SUBJECTS
from lookthrough.cases.models.leads import Lead, LeadProposal
from lookthrough.cases.numbering import LEAD, next_number
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_NUMBER = 24  # signs of a case's number
_CHOOSE = Text("请从列出的选项中选择", "please choose from the list")
_ELSEWHERE = Text("主体不在您的辖区", "the subject lies outside your district")
_RELATED = Text("您申报与该主体有关系，不能办理", "you declared a relation to this subject and may not act")
_BODY = Text("请写明移送单位", "please say which body transferred it")
_LATER = Text("收到日期不能晚于今天", "the day of receipt cannot lie ahead")
_NOT_THEM = Text("这位人员不能办理该地区的线索", "this officer cannot work on leads of that region")
_NOT_OTHERS = Text("您的岗位只能由自己承办，不能指派别人", "your role may take a lead, not hand it to others")
_SELF = Text("线索不能并入自己", "a lead cannot be joined to itself")
_NOT_JOINED = Text("该线索没有并入其他线索", "this lead is not joined to another")
_WAITS = Text("已有意见等待决定，请先决定或撤回", "a proposal waits already: decide it or withdraw it first")


@transaction.atomic
def open_lead(
    *, source: str, title: str, text: str, subject_type: str, subject_id: str, subject_name: str, region_code: str, officer_id: int,
    at: datetime, reference: str = "", received_on: date | None = None, from_body: str = "", their_number: str = "",
) -> str:  # fmt: skip
    """Open a lead and return its number.

    The same source (an alert, a transfer's number) is a lead once: asked again while it is open, it is refused with the number it has.
    Where an open lead about the same subject stands, that the new one be joined to it is proposed; a person decides.
    """
    by = worker(officer_id)
    if source not in SOURCES or subject_type not in SUBJECTS:
        raise NotAllowed(_CHOOSE)
    if by.district is None or not by.district.reaches(region_code):
        raise NotAllowed(_ELSEWHERE)
    if subject_id and is_related(officer_id, {(subject_type, subject_id)}):
        raise NotAllowed(_RELATED)
    received, reference = received_on or localdate(at), reference or (f"{from_body.strip()}:{their_number.strip()}" if their_number else "")
    _received(source, from_body, received, localdate(at))
    one = _made(
        number=next_number(LEAD, localdate(at).year), source=source, reference=reference[:120], title=written(title, longest=200),
        text=text.strip()[:8_000], subject_type=subject_type, subject_id=code_of(subject_id),
        subject_name=written(subject_name, longest=200),
        region_code=region_code, received_on=received, from_body=from_body.strip()[:120], their_number=their_number.strip()[:80],
        officer_id=officer_id, opened_by=by.username, opened_at=at,
    )  # fmt: skip
    keep(one, "opened", by=by.username, at=at, details={"source": source, "reference": one.reference})
    _propose_to_join(one, at)
    return one.number


@transaction.atomic
def note_lead(*, number: str, text: str, officer_id: int, at: datetime) -> None:
    """Write a note on a lead."""
    by, said = worker(officer_id), written(text, longest=2_000)
    keep(lead_of(number, by, states=("open", "joined", "case", "closed")), "noted", by=by.username, at=at, note=said)


@transaction.atomic
def assign_lead(*, number: str, to_officer_id: int, officer_id: int, at: datetime, version: int | None = None) -> None:
    """Have an officer look after a lead: oneself, or a colleague whose district holds it."""
    by = worker(officer_id)
    one = lead_of(number, by, version=version)
    taker = able_to_take(one, to_officer_id, by)
    before, one.officer_id = one.officer_id, taker.officer_id
    one.save(update_fields=["officer_id"])
    keep(one, "assigned", by=by.username, at=at, note=taker.name, details={"to": taker.username, "before": before})


@transaction.atomic
def join(*, number: str, into: str, reason: str, officer_id: int, at: datetime, version: int | None = None) -> None:
    """Join a lead to another about the same; what was joined to it goes along. It can be separated again."""
    by = worker(officer_id)
    if number == into:
        raise NotAllowed(_SELF)
    first, second = sorted((number, into))  # always in one order, so that two officers cannot wait for each other
    found = {each: lead_of(each, by) for each in (first, second)}
    one, other = lead_of(number, by, version=version), found[into]
    one.joined.update(joined_into=other)
    one.state, one.joined_into, one.ended_at = "joined", other, at
    one.save(update_fields=["state", "joined_into", "ended_at"])
    _end_proposals(one, "agreed", by.username, at, reason)
    keep(one, "joined", by=by.username, at=at, note=f"{other.number} {reason.strip()}".strip(), details={"into": other.number})
    keep(other, "joined", by=by.username, at=at, note=f"{one.number} {reason.strip()}".strip(), details={"from": one.number})


@transaction.atomic
def keep_apart(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Decide that a lead is not joined as was proposed."""
    by, why = worker(officer_id), written(reason)
    one = lead_of(number, by)
    for each in one.proposals.filter(kind="join", state="waiting"):
        _end(each, "refused", by.username, at, why)
    keep(one, "kept_apart", by=by.username, at=at, note=why)


@transaction.atomic
def separate(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Take a lead that was joined to another out again, while the other is still open."""
    by, why = worker(officer_id), written(reason)
    one = lead_of(number, by, states=("joined",))
    if one.joined_into is None:
        raise NotAllowed(_NOT_JOINED)
    other = lead_of(one.joined_into.number, by)
    one.state, one.joined_into, one.ended_at = "open", None, None
    opened_again(one, "state", "joined_into", "ended_at")
    keep(one, "separated", by=by.username, at=at, note=why, details={"from": other.number})
    keep(other, "separated", by=by.username, at=at, note=f"{one.number} {why}", details={"out": one.number})


@transaction.atomic
def propose(
    *, number: str, kind: str, reason: str, officer_id: int, at: datetime, case_type: str = "", title: str = "", into_case: str = "",
    version: int | None = None,
) -> None:  # fmt: skip
    """Propose what becomes of a lead: a case, part of a case that is open, or that it be closed; another officer decides."""
    by, why = worker(officer_id), written(reason)
    one = lead_of(number, by, version=version)
    if kind not in ("case", "into_case", "close") or (kind == "case" and case_type not in case_types()):
        raise NotAllowed(_CHOOSE)
    if one.proposals.filter(state="waiting").exclude(kind="join").exists():
        raise NotAllowed(_WAITS)
    LeadProposal.objects.create(
        lead=one, kind=kind, case_type=case_type if kind == "case" else "", title=written(title or one.title, longest=200),
        into_case=written(into_case, longest=_NUMBER) if kind == "into_case" else "", reason=why, proposed_by=by.username,
        proposed_by_id=by.officer_id, proposed_at=at,
    )  # fmt: skip
    keep(one, "proposed", by=by.username, at=at, note=why, details={"kind": kind, "case_type": case_type, "into_case": into_case})


def able_to_take(one: Lead, to_officer_id: int, by: Colleague) -> Colleague:
    """Return the officer who may look after a lead, handed over by another who may do so."""
    taker = offices.able(officer_id=to_officer_id, action=Action.WORK_CASES)
    if to_officer_id != by.officer_id and not by.may(Action.ASSIGN_OTHERS):
        raise NotAllowed(_NOT_OTHERS)
    if taker is None or taker.district is None or not taker.district.reaches(one.region_code):
        raise NotAllowed(_NOT_THEM)
    if one.subject_id and is_related(to_officer_id, {(one.subject_type, one.subject_id)}):
        raise NotAllowed(_NOT_THEM)
    return taker


def opened_again(one: Lead, *changed: str) -> None:
    """Keep a lead that is open again, or refuse with the number of the lead that its source has become meanwhile."""
    try:
        with transaction.atomic():
            one.save(update_fields=changed)
    except IntegrityError:
        raise NotAllowed(_twice(one.source, one.reference)) from None


def _received(source: str, from_body: str, received: date, today: date) -> None:
    if source == "transfer" and not from_body.strip():
        raise NotAllowed(_BODY)
    if received > today:
        raise NotAllowed(_LATER)


def _made(**fields: object) -> Lead:
    try:
        with transaction.atomic():
            return Lead.objects.create(**fields)
    except IntegrityError:
        raise NotAllowed(_twice(str(fields["source"]), str(fields["reference"]))) from None


def _twice(source: str, reference: str) -> Text:
    found = Lead.objects.filter(source=source, reference=reference, state="open").first()
    number = found.number if found else ""
    return Text(f"已有待研判的线索：{number}", f"there is an open lead already: {number}")


def _propose_to_join(one: Lead, at: datetime) -> None:
    """Where an open lead about the same subject stands, propose that this one be joined to it."""
    if not one.subject_id:
        return
    same = Lead.objects.filter(subject_type=one.subject_type, subject_id=one.subject_id, state="open").exclude(pk=one.pk)
    other = same.order_by("opened_at", "pk").first()
    if other:
        LeadProposal.objects.create(lead=one, kind="join", into=other, reason="同一主体 | same subject", proposed_by="", proposed_at=at)


def _end_proposals(one: Lead, state: str, actor: str, at: datetime, why: str) -> None:
    for each in one.proposals.filter(state="waiting"):
        _end(each, state if each.kind == "join" else "lapsed", actor, at, why)


def _end(asked: LeadProposal, state: str, actor: str, at: datetime, why: str) -> None:
    asked.state, asked.decided_by, asked.decided_at, asked.decision = state, actor, at, why.strip()
    asked.save(update_fields=["state", "decided_by", "decided_at", "decision"])
