"""The officers' side of alerts: take or hand over, put aside, close, reopen, undo. Each change is kept and goes into the trail."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action, role_may
from lookthrough.risk.models import Alert, AlertChange
from lookthrough.risk.states import BY_MACHINE, ChangeKind, Outcome, State

_NO_DECISION = (*BY_MACHINE, ChangeKind.UNDONE, ChangeKind.NOTED)
_DECISION = ("state", "owner_id", "snoozed_until", "outcome", "graver_since_decision")


class NotAllowed(PermissionError):  # noqa: N818 - named like FileRefused
    """The officer may not do this, or it cannot be done as the alert stands; carries the reason for a person."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


_NO_ROLE = Text("您的角色不能处理预警", "your role does not work on alerts")
_NOT_OTHERS = Text("只有负责人可以指派给他人", "only a head of office assigns to others")
_OUT_OF_REACH = Text("受派人不能处理该地区的预警", "that officer does not work on alerts of this region")
_NO_SUCH = Text("没有此预警，或不在您的辖区", "there is no such alert in your district")
_NEEDS_REASON = Text("请写明理由", "please give the reason")
_NEEDS_WORDS = Text("请写下备注", "please write the note")
_LATER_DAY = Text("请选择今天以后的日期", "please choose a day after today")
_NOTHING = Text("没有可撤销的操作", "there is nothing to undo")
_CHANGED_SINCE = Text("此后已有他人改动，不能撤销", "somebody has changed it since: it cannot be undone")
_NOT_CLOSED = Text("该预警尚未结案", "this alert is not closed")
_IS_CLOSED = Text("该预警已结案，请先恢复", "this alert is closed: reopen it first")


def assign(*, alert_ids: Sequence[int], to_officer_id: int, officer_id: int, at: datetime) -> str:
    """Give alerts to an officer and return the batch that ``undo`` takes back. Others than oneself only by a head of office."""
    by = _worker(officer_id)
    if to_officer_id != officer_id and not role_may(by.role or "", Action.ASSIGN_OTHERS):
        raise NotAllowed(_NOT_OTHERS)
    to = offices.officer(officer_id=to_officer_id)
    with transaction.atomic():
        alerts = _alerts(alert_ids, by)
        for alert in alerts:
            if to is None or to.officer_id not in {one.officer_id for one in offices.officers_for(region_code=alert.region_code)}:
                raise NotAllowed(_OUT_OF_REACH)
            if alert.state == State.CLOSED:
                raise NotAllowed(_IS_CLOSED)
        decision = {"state": State.ASSIGNED.value, "owner_id": to_officer_id, "snoozed_until": None, "graver_since_decision": False}
        return _decide(alerts, ChangeKind.ASSIGNED, decision, by=by, note="", at=at)


def snooze(*, alert_ids: Sequence[int], reason: str, until: date, officer_id: int, at: datetime) -> str:
    """Put alerts aside until a later day, with the reason; they come back by themselves. Returns the batch."""
    by, reason = _worker(officer_id), _given(reason)
    if until <= at.date():
        raise NotAllowed(_LATER_DAY)
    with transaction.atomic():
        alerts = _alerts(alert_ids, by)
        if any(alert.state == State.CLOSED for alert in alerts):
            raise NotAllowed(_IS_CLOSED)
        decision = {"state": State.SNOOZED.value, "snoozed_until": until, "graver_since_decision": False}
        return _decide(alerts, ChangeKind.SNOOZED, decision, by=by, note=reason, at=at)


def close(*, alert_ids: Sequence[int], outcome: Outcome, reason: str, officer_id: int, at: datetime) -> str:
    """End alerts with what came of them and the reason. Returns the batch."""
    by, reason = _worker(officer_id), _given(reason)
    with transaction.atomic():
        alerts = _alerts(alert_ids, by)
        if any(alert.state == State.CLOSED for alert in alerts):
            raise NotAllowed(_IS_CLOSED)
        decision = {"state": State.CLOSED.value, "outcome": outcome.value, "snoozed_until": None, "graver_since_decision": False}
        return _decide(alerts, ChangeKind.CLOSED, decision, by=by, note=reason, at=at)


def reopen(*, alert_ids: Sequence[int], reason: str, officer_id: int, at: datetime) -> str:
    """Take closed alerts up again: with their owner if they had one, else as new. Returns the batch."""
    by, reason = _worker(officer_id), _given(reason)
    batch = secrets.token_hex(8)
    with transaction.atomic():
        alerts = _alerts(alert_ids, by)
        if any(alert.state != State.CLOSED for alert in alerts):
            raise NotAllowed(_NOT_CLOSED)
        for alert in alerts:
            state = State.ASSIGNED if alert.owner_id else State.NEW
            decision = {"state": state.value, "outcome": "", "graver_since_decision": False}
            _decide([alert], ChangeKind.REOPENED, decision, by=by, note=reason, at=at, batch=batch)
    return batch


def note(*, alert_ids: Sequence[int], text: str, officer_id: int, at: datetime) -> str:
    """Write a note on alerts, whatever their state; it changes nothing else. Returns the batch."""
    by = _worker(officer_id)
    if not text.strip():
        raise NotAllowed(_NEEDS_WORDS)
    with transaction.atomic():
        return _decide(_alerts(alert_ids, by), ChangeKind.NOTED, {}, by=by, note=text.strip(), at=at)


def undo(*, batch: str, officer_id: int, at: datetime) -> int:
    """Take back what one's own act did, on every alert it touched or, if somebody changed one since, on none. Returns how many."""
    by = _worker(officer_id)
    with transaction.atomic():
        changes = list(AlertChange.objects.filter(batch=batch, undone=False).exclude(kind=ChangeKind.UNDONE)) if batch else []
        if not changes or any(change.actor != by.username for change in changes):
            raise NotAllowed(_NOTHING)
        alerts = {alert.pk: alert for alert in _alerts([change.alert_id for change in changes], by)}
        for change in changes:
            _take_back(alerts[change.alert_id], change, by, at)
    return len(changes)


def undo_last(*, alert_id: int, officer_id: int, at: datetime) -> int:
    """Take back one's own last act on an alert, with whatever else that act touched. Returns how many alerts."""
    _worker(officer_id)
    last = (
        AlertChange.objects.filter(alert=alert_id, undone=False).exclude(kind__in=[*BY_MACHINE, ChangeKind.UNDONE]).order_by("-id").first()
    )
    if last is None:
        raise NotAllowed(_NOTHING)
    return undo(batch=last.batch, officer_id=officer_id, at=at)


def _take_back(alert: Alert, change: AlertChange, by: offices.Colleague, at: datetime) -> None:
    later = AlertChange.objects.filter(alert=alert, id__gt=change.pk, undone=False).exclude(kind__in=_NO_DECISION)
    if change.kind != ChangeKind.NOTED and later.exists():
        raise NotAllowed(_CHANGED_SINCE)
    change.undone = True
    change.save(update_fields=["undone"])
    if change.kind == ChangeKind.NOTED:
        _decide([alert], ChangeKind.UNDONE, {}, by=by, note="", at=at)
        return
    before = dict(change.before)
    before["snoozed_until"] = date.fromisoformat(before["snoozed_until"]) if before["snoozed_until"] else None
    _decide([alert], ChangeKind.UNDONE, before, by=by, note="", at=at)


def _worker(officer_id: int) -> offices.Colleague:
    by = offices.able(officer_id=officer_id, action=Action.WORK_ALERTS)
    if by is None:
        raise NotAllowed(_NO_ROLE)
    return by


def _alerts(alert_ids: Sequence[int], by: offices.Colleague) -> list[Alert]:
    """Return the alerts, locked; all of them lie in the officer's district, or none is touched."""
    found = list(Alert.objects.select_for_update().filter(pk__in=alert_ids).order_by("pk"))
    reached = [alert for alert in found if by.district and by.district.reaches(alert.region_code)]
    if not reached or len(reached) != len(set(alert_ids)):
        raise NotAllowed(_NO_SUCH)
    return reached


def _given(reason: str) -> str:
    if not reason.strip():
        raise NotAllowed(_NEEDS_REASON)
    return reason.strip()


def _decide(
    alerts: Sequence[Alert],
    kind: ChangeKind,
    decision: Mapping[str, Any],
    *,
    by: offices.Colleague,
    note: str,
    at: datetime,
    batch: str = "",
) -> str:
    batch = batch or secrets.token_hex(8)
    for alert in alerts:
        before = _spelled(alert)
        for name, value in decision.items():
            setattr(alert, name, value)
        alert.set_waiting()
        alert.save(update_fields=[*(name.removesuffix("_id") for name in decision), "waits_from"])
        after = _spelled(alert)
        AlertChange.objects.create(alert=alert, at=at, actor=by.username, kind=kind, note=note, before=before, after=after, batch=batch)
        audit.record(
            actor=by.username, action=f"alert_{kind}", object_type="alert", object_id=str(alert.pk), purpose=note, at=at,
            details={"before": before, "after": after},
        )  # fmt: skip
    return batch


def _spelled(alert: Alert) -> dict[str, Any]:
    said = {name: getattr(alert, name) for name in _DECISION}
    said["snoozed_until"] = said["snoozed_until"].isoformat() if said["snoozed_until"] else None
    return said
