"""Rectification notices (责令整改): the deadline runs from service; a person confirms whether it was met or missed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases import case_operations
from lookthrough.cases.acting import written
from lookthrough.cases.clocks import Unit
from lookthrough.cases.procedure.acting import keep, start_for, stop
from lookthrough.cases.procedure.models import Rectification
from lookthrough.cases.procedure.words import RECTIFICATION_STATES
from lookthrough.cases.room_acting import deciding_on, hashed, past, working_on
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

MOST = 365
_TITLE = Text("整改期限", "deadline for rectification")
_NONE = Text("没有这份责令整改通知", "there is no such rectification notice")
_COUNT = Text(f"期限须为 1 至 {MOST}", f"the period is 1 to {MOST}")
_UNIT = Text("请选择工作日、日或月", "please choose working days, days or months")
_NOT_OVER = Text("整改期限未满，不能确认逾期", "the deadline has not passed, so it cannot have been missed")
_OWN = Text("延期须由拟稿人以外的负责人批准", "an extension is granted by a head who did not draft the notice")
_OVER = Text("整改期限已过，不能再延长", "the deadline has passed and is not extended")
_BEFORE = Text("日期不能早于送达日", "the day cannot lie before the notice was served")


@transaction.atomic
def draft(*, number: str, party: str, demands: str, basis: str, count: int, unit: str, officer_id: int, at: datetime) -> int:
    """Draft an order to correct with its period; returns its id. The period begins when the notice is served."""
    by, _case = working_on(number, officer_id, at)
    if not 1 <= count <= MOST:
        raise NotAllowed(_COUNT)
    if unit not in set(Unit):
        raise NotAllowed(_UNIT)
    one = Rectification.objects.create(
        case_number=number, party=written(party, longest=200), demands=written(demands), basis=written(basis, longest=200), count=count,
        unit=unit, drafted_by=by.username, drafted_at=at,
    )  # fmt: skip
    keep(number, "rectification_drafted", by, at, Text(one.party, one.party), reference=_reference(one))
    return one.pk


def notice_served(*, number: str, about: int, on: date, by: Colleague, at: datetime) -> None:
    """Let the deadline run from the day of service; called by the service of papers."""
    one = _in_state(number, about, "drafted")
    one.state, one.served_on = "running", on
    one.due_on = start_for(number, _clock(one), _TITLE, on, one.count, Unit(one.unit), one.basis, by, at)
    one.save()
    case_operations.attest(number=number, milestone="notice_served", reference=_reference(one), actor=by.username, at=at)


@transaction.atomic
def withdraw(*, number: str, rectification_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Withdraw a notice that has not been served."""
    by, _case = working_on(number, officer_id, at)
    one, why = _in_state(number, rectification_id, "drafted"), written(reason)
    one.state, one.finding = "withdrawn", why
    one.save()
    keep(number, "rectification_withdrawn", by, at, Text(why, why), reference=_reference(one))


@transaction.atomic
def extend(*, number: str, rectification_id: int, count: int, reason: str, officer_id: int, at: datetime) -> None:
    """Give, as a head who did not draft the notice, more time before the deadline passes; the whole period is counted anew from service."""
    by, _case = deciding_on(number, officer_id, at)
    one, why = _in_state(number, rectification_id, "running"), written(reason)
    if one.drafted_by == by.username:
        raise NotAllowed(_OWN)
    if one.due_on is None or one.served_on is None or localdate(at) > one.due_on:
        raise NotAllowed(_OVER)
    if not one.count < count <= MOST:
        raise NotAllowed(_COUNT)
    stop(number, _clock(one), f"延期：{why}", localdate(at), by, at)
    one.count = count
    one.due_on = start_for(number, _clock(one), _TITLE, one.served_on, count, Unit(one.unit), f"{one.basis}（{why}）", by, at)
    one.save()
    keep(number, "rectification_extended", by, at, Text(f"至 {one.due_on}：{why}", f"until {one.due_on}: {why}"), reference=_reference(one))


@transaction.atomic
def report(*, number: str, rectification_id: int, on: date, text: str, officer_id: int, at: datetime) -> None:
    """Record what the party reports to have corrected; a person still confirms it."""
    by, _case = working_on(number, officer_id, at)
    one, said = _in_state(number, rectification_id, "running"), written(text)
    one.reported_on, one.report = _since(one, on, at), said
    one.save()
    keep(number, "rectification_reported", by, at, Text(said, said), reference=_reference(one))


@transaction.atomic
def confirm_met(*, number: str, rectification_id: int, finding: str, paper_sha256: str = "", officer_id: int, at: datetime) -> None:
    """Confirm that what was ordered is done, with what was found."""
    by, _case = working_on(number, officer_id, at)
    one = _in_state(number, rectification_id, "running")
    _confirm(one, "met", finding, paper_sha256, by, at)


@transaction.atomic
def confirm_missed(*, number: str, rectification_id: int, finding: str, paper_sha256: str = "", officer_id: int, at: datetime) -> None:
    """Confirm, once the deadline has passed, that what was ordered is not done; no clock says so by itself."""
    by, _case = working_on(number, officer_id, at)
    one = _in_state(number, rectification_id, "running")
    if one.due_on is None or localdate(at) <= one.due_on:
        raise NotAllowed(_NOT_OVER)
    _confirm(one, "missed", finding, paper_sha256, by, at)


def _confirm(one: Rectification, state: str, finding: str, paper_sha256: str, by: Colleague, at: datetime) -> None:
    one.state, one.finding, one.paper_sha256 = state, written(finding), hashed(paper_sha256, number=one.case_number)
    one.confirmed_by, one.confirmed_on = by.username, localdate(at)
    one.save()
    title = RECTIFICATION_STATES[state]
    stop(one.case_number, _clock(one), title.zh, localdate(at), by, at)
    keep(one.case_number, f"rectification_{state}", by, at, Text(one.finding, one.finding), reference=_reference(one))
    case_operations.attest(
        number=one.case_number, milestone=f"deadline_{state}", reference=_reference(one), actor=by.username, at=at
    )  # fmt: skip


def _since(one: Rectification, on: date, at: datetime) -> date:
    if one.served_on and on < one.served_on:
        raise NotAllowed(_BEFORE)
    return past(on, at)


def _in_state(number: str, rectification_id: int, state: str) -> Rectification:
    one = Rectification.objects.select_for_update().filter(case_number=number, pk=rectification_id).first()
    if one is None:
        raise NotAllowed(_NONE)
    if one.state != state:
        here, there = RECTIFICATION_STATES[one.state], RECTIFICATION_STATES[state]
        raise NotAllowed(
            Text(
                f"通知目前为“{here.zh}”，这一步只在“{there.zh}”时可做",
                f"the notice stands at “{here.en}”; this is done only at “{there.en}”",
            )
        )
    return one


def _clock(one: Rectification) -> str:
    return f"rectification:{one.pk}"


def _reference(one: Rectification) -> str:
    return f"rectification:{one.pk}"
