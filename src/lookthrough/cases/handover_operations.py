"""A case handed over: between district and city, to police or a court, with a receipt or the reason for returning it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from lookthrough.cases.acting import case_of, keep, worker, written
from lookthrough.cases.case_operations import attest
from lookthrough.cases.models.cases import Case
from lookthrough.cases.models.sharing import Handover
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

BODIES = {
    "city": Text("市级", "the city"),
    "district": Text("县（区）级", "the district"),
    "police": Text("公安机关", "the police"),
    "procuratorate": Text("检察院", "the procuratorate"),
    "court": Text("法院", "the court"),
    "other": Text("其他单位", "another body"),
}
STATES = {
    "sent": Text("已送出，待对方接收", "sent, waits for a receipt"),
    "received": Text("对方已接收", "received"),
    "returned": Text("对方退回", "returned"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
_INSIDE = {"city", "district"}
_COUNTY = 6
_CHOOSE = Text("请从列出的选项中选择", "please choose from the list")
_SENT = Text("已送出，正等待对方接收", "it was sent and waits for a receipt")
_NONE = Text("没有等待接收的移送", "no handover waits for a receipt")
_THEIR_NUMBER = Text("请填写对方的文号", "please give the other side's number")
_HERE = Text("案件已由该级办理", "this level works on the case already")
_RECEIVER = Text("由接收一级的人员签收或退回，送出的人不能签收", "an officer of the receiving level answers, never the sender")
_NOT_OWN = Text("只能撤回自己送出、尚未接收的移送", "only your own handover that nobody has answered can be withdrawn")
_ORDER = Text("日期早于送出日或晚于今天", "the day lies before it was sent or ahead of today")


@transaction.atomic
def send(*, number: str, to_kind: str, to_body: str, reason: str, officer_id: int, at: datetime) -> int:
    """Send a case to another level or body; until they answer it stays where it is. Returns the handover's id."""
    by, why = worker(officer_id), written(reason)
    one = case_of(number, by, on=localdate(at), assigned=True)
    if to_kind not in BODIES:
        raise NotAllowed(_CHOOSE)
    if to_kind == one.tier:
        raise NotAllowed(_HERE)
    body = written(to_body, longest=120) if to_kind not in _INSIDE else (to_body.strip() or BODIES[to_kind].zh)[:120]
    try:
        with transaction.atomic():
            made = Handover.objects.create(
                case=one, to_kind=to_kind, to_body=body, reason=why, sent_by=by.username, sent_by_id=by.officer_id, sent_at=at
            )
    except IntegrityError:
        raise NotAllowed(_SENT) from None
    _say(one, "handover_sent", Text(f"移送{body}：{why}", f"sent to {body}: {why}"), by, at, made)
    return made.pk


@transaction.atomic
def receive(*, number: str, their_number: str, on: date, officer_id: int, at: datetime, note: str = "") -> None:
    """Record the receipt: an outside body's with its number; another level's by an officer of that level, who takes the case over."""
    by = worker(officer_id)
    one, sent = _open(number, by, at, on)
    if sent.to_kind not in _INSIDE and not their_number.strip():
        raise NotAllowed(_THEIR_NUMBER)
    _answer(sent, "received", by, on, note, their_number)
    if sent.to_kind in _INSIDE:
        one.tier = sent.to_kind
        one.save(update_fields=["tier"])
    theirs = their_number.strip()
    zh, en = (f"，文号{theirs}", f", number {theirs}") if theirs else ("", "")
    said = Text(f"{sent.to_body}已接收{zh}", f"received by {sent.to_body}{en}")
    _say(one, "handover_received", said, by, at, sent)
    if sent.to_kind not in _INSIDE:
        attest(number=number, milestone="handed_over", reference=f"handover:{sent.pk}", actor=by.username, at=at)


@transaction.atomic
def give_back(*, number: str, reason: str, on: date, officer_id: int, at: datetime) -> None:
    """Record that the other side returned the case, and why."""
    by, why = worker(officer_id), written(reason)
    one, sent = _open(number, by, at, on)
    _answer(sent, "returned", by, on, why, "")
    _say(one, "handover_returned", Text(f"{sent.to_body}退回：{why}", f"returned by {sent.to_body}: {why}"), by, at, sent)


@transaction.atomic
def withdraw(*, number: str, officer_id: int, at: datetime) -> None:
    """Take back what one sent, before the other side answers."""
    by = worker(officer_id)
    one = case_of(number, by)
    sent = one.handovers.filter(state="sent", sent_by_id=by.officer_id).first()
    if sent is None:
        raise NotAllowed(_NOT_OWN)
    _answer(sent, "withdrawn", by, localdate(at), "", "")
    _say(one, "handover_withdrawn", Text(f"撤回移送{sent.to_body}", f"handover to {sent.to_body} withdrawn"), by, at, sent)


def _open(number: str, by: Colleague, at: datetime, on: date) -> tuple[Case, Handover]:
    """Return the case and what was sent; between levels only an officer of the receiving level, other than the sender, answers."""
    sent = Handover.objects.filter(case__number=number, state="sent").first()
    down = sent is not None and sent.to_kind == "district"
    one = case_of(number, by, on=localdate(at), assigned=sent is not None and sent.to_kind not in _INSIDE, any_tier=down)
    if sent is None:
        raise NotAllowed(_NONE)
    county = by.district is not None and len(by.district.prefix) >= _COUNTY
    if sent.to_kind in _INSIDE and (sent.sent_by_id == by.officer_id or county is not down):
        raise NotAllowed(_RECEIVER)
    if not localdate(sent.sent_at) <= on <= localdate(at):
        raise NotAllowed(_ORDER)
    return one, sent


def _answer(sent: Handover, state: str, by: Colleague, on: date, answer: str, their_number: str) -> None:
    sent.state, sent.answered_by, sent.answered_on, sent.answer = state, by.username, on, answer.strip()
    sent.their_number = their_number.strip()[:80]
    sent.save(update_fields=["state", "answered_by", "answered_on", "answer", "their_number"])


def _say(one: Case, kind: str, said: Text, by: Colleague, at: datetime, sent: Handover) -> None:
    one.version += 1
    one.save(update_fields=["version"])
    keep(one, kind, said, by=by.username, at=at, reference=f"handover:{sent.pk}", details={"to": sent.to_kind})
