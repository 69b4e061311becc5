"""Reconsideration and suit: filed in time or late, accepted, answered by us within our own period, decided."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases import case_operations
from lookthrough.cases.acting import written
from lookthrough.cases.procedure.acting import keep, start, stop
from lookthrough.cases.procedure.models import Proceeding, Remedy
from lookthrough.cases.procedure.proceedings import clock, for_deed, reference
from lookthrough.cases.procedure.terms import last_day
from lookthrough.cases.procedure.words import REMEDIES, REMEDY_OUTCOMES, REMEDY_STATES
from lookthrough.cases.room_acting import hashed, past, working_on
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

OVERTURNS = frozenset({"changed", "revoked", "unlawful"})
_KIND = Text("请选择行政复议或行政诉讼", "please choose reconsideration or suit")
_NONE = Text("没有这项复议或诉讼", "there is no such remedy")
_BOTH = {
    "suit": Text(
        "复议已受理，复议期间不得起诉（行政复议法第29条）", "reconsideration was accepted: no suit while it runs (行政复议法 art. 29)"
    ),
    "reconsideration": Text(
        "法院已受理，不得申请复议（行政复议法第29条）", "a court has accepted the suit: no reconsideration (行政复议法 art. 29)"
    ),
}
_TWICE = Text(
    "复议机关已处理过同一决定的复议申请（行政复议法第30条）", "the same decision has been reconsidered already (行政复议法 art. 30)"
)
_OUTCOME = Text("请从列出的结果中选择", "please choose an outcome from the list")
_BEFORE = Text("日期不能早于决定送达日", "the day cannot lie before the decision was served")
_ORDER = Text("日期早于申请或受理的日期", "the day lies before it was filed or accepted")
_REPLY = Text("已经答复，或尚未受理", "it has been answered, or not accepted yet")
_REPLY_TITLES = {
    "reconsideration": Text("提交复议答复期限", "period for our reply on reconsideration"),
    "suit": Text("提交答辩和证据期限", "period for our answer and evidence in court"),
}
_AFTER = Text("不服复议决定的起诉期限", "period to sue after reconsideration")


@transaction.atomic
def file(*, number: str, proceeding_id: int, kind: str, body: str, filed_on: date, officer_id: int, at: datetime) -> int:
    """Record that the party asks for reconsideration or sues; whether that was in time is said, not judged."""
    by, _case = working_on(number, officer_id, at)
    one = for_deed(number, proceeding_id, "seek_remedy", localdate(at))
    if kind not in REMEDIES:
        raise NotAllowed(_KIND)
    if one.decision_served_on and past(filed_on, at) < one.decision_served_on:
        raise NotAllowed(_BEFORE)
    _one_way(one, kind)
    ends = until(one, kind)
    made = Remedy.objects.create(
        proceeding=one, kind=kind, body=written(body, longest=120), filed_on=filed_on, late=ends is not None and filed_on > ends,
        recorded_by=by.username, recorded_at=at,
    )  # fmt: skip
    stop(number, clock(one, kind), "当事人已提出", filed_on, by, at)
    stop(number, clock(one, "suit_after_reconsideration"), "当事人已提出", filed_on, by, at)
    title = REMEDIES[kind]
    note = Text(f"{title.zh}，{made.body}{'（逾期）' if made.late else ''}", f"{title.en}, {made.body}{' (late)' if made.late else ''}")
    keep(number, "remedy_filed", by, at, note, reference=_reference(made))
    return made.pk


@transaction.atomic
def accept(
    *, number: str, remedy_id: int, their_number: str, copy_received_on: date, stays_execution: bool, officer_id: int, at: datetime
) -> date:
    """Record that it was accepted, and when we received the copy: our own period to reply begins. Returns its last day."""
    by, _case = working_on(number, officer_id, at)
    one = _in_state(number, remedy_id, "filed")
    if past(copy_received_on, at) < one.filed_on:
        raise NotAllowed(_ORDER)
    one.state, one.number, one.copy_received_on = "accepted", written(their_number, longest=80), copy_received_on
    one.stays_execution = stays_execution
    one.reply_due_on = start(number, _reply_clock(one), f"{one.kind}_reply", _REPLY_TITLES[one.kind], copy_received_on, by, at)
    one.save()
    keep(number, "remedy_accepted", by, at, Text(one.number, one.number), reference=_reference(one))
    return one.reply_due_on


@transaction.atomic
def end_unheard(*, number: str, remedy_id: int, withdrawn: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Record that it was not accepted, or that the party took it back."""
    by, _case = working_on(number, officer_id, at)
    one = _in_state(number, remedy_id, *(("filed", "accepted") if withdrawn else ("filed",)))
    one.state, one.text = "withdrawn" if withdrawn else "not_accepted", written(reason)
    one.save()
    stop(number, _reply_clock(one), REMEDY_STATES[one.state].zh, localdate(at), by, at)
    keep(number, f"remedy_{one.state}", by, at, Text(one.text, one.text), reference=_reference(one))


@transaction.atomic
def reply(*, number: str, remedy_id: int, on: date, paper_sha256: str, officer_id: int, at: datetime) -> None:
    """Record that we sent our reply with the evidence, by the hash of the paper."""
    by, _case = working_on(number, officer_id, at)
    one, paper = _in_state(number, remedy_id, "accepted"), hashed(paper_sha256, number=number, needed=True)
    if one.replied_on is not None or one.copy_received_on is None:
        raise NotAllowed(_REPLY)
    if past(on, at) < one.copy_received_on:
        raise NotAllowed(_ORDER)
    one.replied_on, one.paper_sha256 = on, paper
    one.save()
    stop(number, _reply_clock(one), "已提交", on, by, at)
    keep(number, "remedy_answered", by, at, reference=_reference(one))


@transaction.atomic
def decided(
    *, number: str, remedy_id: int, outcome: str, on: date, text: str, paper_sha256: str = "", officer_id: int, at: datetime
) -> None:
    """Record how it ended; an overturned decision loses its milestone, an upheld one opens the way to court after reconsideration."""
    by, _case = working_on(number, officer_id, at)
    one = _in_state(number, remedy_id, "accepted")
    if outcome not in REMEDY_OUTCOMES:
        raise NotAllowed(_OUTCOME)
    if one.copy_received_on is None or past(on, at) < one.filed_on:
        raise NotAllowed(_ORDER)
    one.state, one.outcome, one.outcome_on, one.text = "decided", outcome, on, written(text)
    one.paper_sha256 = hashed(paper_sha256, number=number) or one.paper_sha256
    one.save()
    stop(number, _reply_clock(one), "已有结果", on, by, at)
    title = REMEDY_OUTCOMES[outcome]
    keep(number, "remedy_decided", by, at, Text(f"{on} {title.zh}", f"{on}: {title.en}"), reference=_reference(one))
    if outcome in OVERTURNS:
        _overturn(one, by, at)
    elif one.kind == "reconsideration":
        name = clock(one.proceeding, "suit_after_reconsideration")
        stop(number, clock(one.proceeding, "suit"), "已经复议", on, by, at)
        start(number, name, "suit_after_reconsideration", _AFTER, on, by, at)


def until(one: Proceeding, kind: str) -> date | None:
    """Return the last day for a remedy against a decision that was served; after reconsideration a suit has its own."""
    if one.decision_served_on is None:
        return None
    before = one.remedies.filter(kind="reconsideration", state="decided").order_by("-outcome_on").first()
    if kind == "suit" and before is not None and before.outcome_on is not None:
        return last_day("suit_after_reconsideration", before.outcome_on)
    return last_day(kind if one.decision_rights_told else f"{kind}_untold", one.decision_served_on)


def _one_way(one: Proceeding, kind: str) -> None:
    """Refuse a second way while the other runs, and a second reconsideration of the same decision."""
    other = "reconsideration" if kind == "suit" else "suit"
    if one.remedies.filter(kind=other, state="accepted").exists():
        raise NotAllowed(_BOTH[kind])
    if one.remedies.filter(kind=kind, state__in=("filed", "accepted", "decided")).exists():
        raise NotAllowed(_TWICE)


def _overturn(one: Remedy, by: Colleague, at: datetime) -> None:
    proceeding = one.proceeding
    proceeding.state = "revoked"
    proceeding.save(update_fields=["state"])
    for name in REMEDIES:
        stop(proceeding.case_number, clock(proceeding, name), "决定已被撤销或变更", localdate(at), by, at)
    title = REMEDY_OUTCOMES[one.outcome]
    case_operations.retract(
        number=proceeding.case_number,
        milestone="decision_served",
        reference=reference(proceeding),
        reason=title.zh,
        actor=by.username,
        at=at,
    )


def _in_state(number: str, remedy_id: int, *states: str) -> Remedy:
    one = Remedy.objects.select_for_update().select_related("proceeding").filter(proceeding__case_number=number, pk=remedy_id).first()
    if one is None:
        raise NotAllowed(_NONE)
    if one.state not in states:
        here = REMEDY_STATES[one.state]
        raise NotAllowed(Text(f"目前为“{here.zh}”，不能办理这一步", f"it stands at “{here.en}”; this step is not taken now"))
    return one


def _reply_clock(one: Remedy) -> str:
    return f"{one.kind}_reply:{one.pk}"


def _reference(one: Remedy) -> str:
    return f"remedy:{one.pk}"
