"""The officers' side of triage: take, note, clear, put on the key watch list, pass on, undo; each act is kept and goes into the trail."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry import watch_operations as watching
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.models import Company, Question, Triage, TriageChange, WatchEntry
from lookthrough.registry.triage import BY_NOBODY, WAITING, Change, State
from lookthrough.registry.triage_opening import Opened, open_triages, spelled

__all__ = ["NotAllowed", "Opened", "clear", "note", "open_triages", "pass_on", "put_on_watch_list", "take", "undo", "undo_last"]

_NO_ROLE = Text("您的角色不能处理分诊", "your role does not work on triage")
_NO_SUCH = Text("没有此分诊，或不在您的辖区", "there is no such triage in your district")
_IS_DECIDED = Text("已作出决定，请先撤销", "this is decided already: undo it first")
_NOTHING = Text("没有可撤销的操作", "there is nothing to undo")
_CHANGED_SINCE = Text("此后又有变动，不能撤销", "something has changed since: it cannot be undone")
_DECISION = ("state", "owner_id", "reason", "due_on")


def take(*, triage_ids: Sequence[int], officer_id: int, at: datetime) -> str:
    """Take triages on oneself; returns the batch that ``undo`` takes back."""
    by = worker(officer_id)
    with transaction.atomic():
        return decide(waiting(triage_ids, by), Change.TAKEN, {"owner_id": officer_id}, actor=by.username, note="", at=at)


def note(*, triage_id: int, text: str, officer_id: int, at: datetime) -> str:
    """Keep a note beside a triage, decided or not."""
    by, said = worker(officer_id), watching.given(text)
    with transaction.atomic():
        return decide(triages_of([triage_id], by), Change.NOTED, {}, actor=by.username, note=said, at=at)


def clear(*, triage_ids: Sequence[int], reason: str, officer_id: int, at: datetime) -> str:
    """Decide that there is nothing to it, for a reason."""
    return _end(triage_ids, State.CLEARED, Change.CLEARED, reason, officer_id, at)


def pass_on(*, triage_ids: Sequence[int], reason: str, officer_id: int, at: datetime) -> str:
    """Decide that it is for somebody else, named in the reason."""
    return _end(triage_ids, State.PASSED_ON, Change.PASSED_ON, reason, officer_id, at)


def put_on_watch_list(*, triage_ids: Sequence[int], reason: str, until: date, officer_id: int, at: datetime) -> str:
    """Decide that the firms go on the key watch list until a day."""
    batch = secrets.token_hex(8)
    with transaction.atomic():
        found = waiting(triage_ids, worker(officer_id))
        ids = sorted({one.company.identity for one in found})
        watching.put(company_ids=ids, reason=reason, until=until, officer_id=officer_id, at=at, batch=batch)
        return _end(triage_ids, State.WATCHED, Change.WATCHED, reason, officer_id, at, batch=batch)


def undo(*, batch: str, officer_id: int, at: datetime) -> int:
    """Take back one's own act on every triage it touched or, if anything changed on one since, on none. Returns how many."""
    by = worker(officer_id)
    with transaction.atomic():
        changes = list(TriageChange.objects.filter(batch=batch, undone=False).exclude(kind=Change.UNDONE)) if batch else []
        if not changes or any(change.actor != by.username or change.kind == Change.ASKED for change in changes):
            raise NotAllowed(_NOTHING)
        found = {one.pk: one for one in triages_of([change.triage_id for change in changes], by)}
        for change in changes:
            _take_back(found[change.triage_id], change, by, at)
        _off_the_watch_list(batch, at, officer_id)
    return len(changes)


def undo_last(*, triage_id: int, officer_id: int, at: datetime) -> int:
    """Take back one's own last act on a triage, with whatever else that act touched."""
    by = worker(officer_id)
    triages_of([triage_id], by)
    own = TriageChange.objects.filter(triage=triage_id, undone=False).exclude(kind__in=[*BY_NOBODY, Change.UNDONE])
    last = own.order_by("-id").first()
    if last is None:
        raise NotAllowed(_NOTHING)
    return undo(batch=last.batch, officer_id=officer_id, at=at)


def worker(officer_id: int) -> Colleague:
    """Return the officer, who works on firms; anybody else is refused."""
    by = offices.able(officer_id=officer_id, action=Action.WORK_FIRMS)
    if by is None:
        raise NotAllowed(_NO_ROLE)
    return by


def triages_of(triage_ids: Sequence[int], by: Colleague) -> list[Triage]:
    """Return triages, locked; all of them lie in the officer's district, or none is touched."""
    found = list(Triage.objects.select_for_update(of=("self",)).filter(pk__in=triage_ids).select_related("company").order_by("pk"))
    reached = [one for one in found if by.district and by.district.reaches(one.company.region_code)]
    if not reached or len(reached) != len(set(triage_ids)):
        raise NotAllowed(_NO_SUCH)
    return reached


def waiting(triage_ids: Sequence[int], by: Colleague) -> list[Triage]:
    """Return triages that are not decided yet."""
    found = triages_of(triage_ids, by)
    if any(one.state not in WAITING for one in found):
        raise NotAllowed(_IS_DECIDED)
    return found


def decide(
    triages: Sequence[Triage], kind: Change, decision: Mapping[str, Any], *, actor: str, note: str, at: datetime, batch: str = ""
) -> str:
    """Write a decision, the change that tells of it, and the trail; returns the batch."""
    batch = batch or secrets.token_hex(8)
    for one in triages:
        before = spelled(one)
        for name, value in decision.items():
            setattr(one, name, value)
        one.save()
        after = spelled(one)
        TriageChange.objects.create(triage=one, at=at, actor=actor, kind=kind.value, note=note, before=before, after=after, batch=batch)
        audit.record(
            actor=actor, action=f"triage_{kind}", object_type="company", object_id=_identity(one), purpose=note, at=at,
            details={"triage": one.pk, "from": before["state"], "to": after["state"]},
        )  # fmt: skip
    return batch


def _identity(one: Triage) -> str:
    company: Company = one.company
    return company.identity


def _end(triage_ids: Sequence[int], state: State, kind: Change, reason: str, officer_id: int, at: datetime, batch: str = "") -> str:
    by, said = worker(officer_id), watching.given(reason)
    with transaction.atomic():
        found = waiting(triage_ids, by)
        decision = {"state": state.value, "reason": said, "owner_id": officer_id}
        made = decide(found, kind, decision, actor=by.username, note=said, at=at, batch=batch)
        Question.objects.filter(triage__in=found, state="open").update(state="withdrawn")
    return made


def _take_back(one: Triage, change: TriageChange, by: Colleague, at: datetime) -> None:
    later = TriageChange.objects.filter(triage=one, id__gt=change.pk, undone=False).exclude(kind__in=[Change.UNDONE, Change.NOTED])
    if later.exists():
        raise NotAllowed(_CHANGED_SINCE)
    change.undone = True
    change.save(update_fields=["undone"])
    before: dict[str, Any] = {name: change.before[name] for name in _DECISION}
    before["due_on"] = date.fromisoformat(before["due_on"])
    decide([one], Change.UNDONE, before, actor=by.username, note="", at=at)
    Question.objects.filter(triage=one, state="withdrawn", answer=None).update(state="open")


def _off_the_watch_list(batch: str, at: datetime, officer_id: int) -> None:
    """A firm that an undone decision put on the key watch list comes off it."""
    for entry in WatchEntry.objects.filter(batch=batch, taken_off_on=None, until__gte=at.date()):
        watching.take_off(entry_id=entry.pk, reason=_UNDONE.zh, officer_id=officer_id, at=at)


_UNDONE = Text("撤销列入决定", "the decision was undone")
