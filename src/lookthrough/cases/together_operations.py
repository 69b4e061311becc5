"""Many leads or cases at once: assigned, noted, proposed for closing; whoever did it undoes all of it while nothing else was changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases import lead_acting
from lookthrough.cases.acting import case_of, keep, worker, written
from lookthrough.cases.lead_decisions import decide, withdraw
from lookthrough.cases.lead_operations import assign_lead, note_lead, propose
from lookthrough.cases.models.cases import Case
from lookthrough.cases.models.leads import Lead
from lookthrough.cases.models.sharing import HandledTogether
from lookthrough.cases.officer_operations import give_lead, put_parts_back, standing_parts
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

MOST = 200
_NONE = Text("请先选择", "please choose first")
_TOO_MANY = Text(f"一次最多 {MOST} 条", f"at most {MOST} at once")
_NOTHING = Text("没有可撤销的操作", "there is nothing to undo")
_NOT_CLOSING = Text("线索{}没有等待决定的“不予立案”", "lead {} is not proposed for closing")
_CHANGED = Text("其中有的之后又有改动，不能一并撤销：{}", "some were changed since and the whole cannot be undone: {}")


@transaction.atomic
def assign_leads(*, numbers: Sequence[str], to_officer_id: int, officer_id: int, at: datetime) -> int:
    """Have an officer look after leads; returns what undoes it."""
    by = worker(officer_id)
    rows = []
    for number in _chosen(numbers):
        before = lead_acting.lead_of(number, by).officer_id
        assign_lead(number=number, to_officer_id=to_officer_id, officer_id=officer_id, at=at)
        rows.append({"number": number, "before": before, "version": Lead.objects.get(number=number).version})
    return _kept("assign_leads", rows, by, at)


@transaction.atomic
def note_leads(*, numbers: Sequence[str], text: str, officer_id: int, at: datetime) -> int:
    """Write one note on many leads; returns what undoes it."""
    by, rows = worker(officer_id), []
    for number in _chosen(numbers):
        note_lead(number=number, text=text, officer_id=officer_id, at=at)
        rows.append({"number": number, "version": Lead.objects.get(number=number).version})
    return _kept("note_leads", rows, by, at)


@transaction.atomic
def propose_to_close(*, numbers: Sequence[str], reason: str, officer_id: int, at: datetime) -> int:
    """Propose that many leads be closed; another officer decides. Returns what undoes it."""
    by, rows = worker(officer_id), []
    for number in _chosen(numbers):
        propose(number=number, kind="close", reason=reason, officer_id=officer_id, at=at)
        rows.append({"number": number, "version": Lead.objects.get(number=number).version})
    return _kept("close_leads", rows, by, at)


@transaction.atomic
def agree_to_close(*, numbers: Sequence[str], officer_id: int, at: datetime) -> int:
    """Close, as the second person, many leads of which another proposed that; returns how many. Each can be looked at again."""
    chosen = _chosen(numbers)
    for number in chosen:
        if not Lead.objects.filter(number=number, proposals__state="waiting", proposals__kind="close").exists():
            raise NotAllowed(Text(_NOT_CLOSING.zh.format(number), _NOT_CLOSING.en.format(number)))
        decide(number=number, agreed=True, reason="", officer_id=officer_id, at=at)
    return len(chosen)


@transaction.atomic
def assign_cases(*, numbers: Sequence[str], to_officer_id: int, officer_id: int, at: datetime) -> int:
    """Name the lead officer of many cases; returns what undoes it."""
    by, rows = worker(officer_id), []
    for number in _chosen(numbers):
        one = case_of(number, by, on=localdate(at), assigned=True)
        before = standing_parts(one)
        give_lead(number=number, to_officer_id=to_officer_id, officer_id=officer_id, at=at)
        rows.append({"number": number, "before": before, "version": Case.objects.get(number=number).version})
    return _kept("assign_cases", rows, by, at)


@transaction.atomic
def note_cases(*, numbers: Sequence[str], text: str, officer_id: int, at: datetime) -> int:
    """Write one note on many cases; returns what undoes it."""
    by, said, rows = worker(officer_id), written(text, longest=2_000), []
    for number in _chosen(numbers):
        one = case_of(number, by)
        keep(one, "noted", Text(said, said), by=by.username, at=at)
        rows.append({"number": number, "event": one.events.order_by("-id").values_list("pk", flat=True)[0]})
    return _kept("note_cases", rows, by, at)


@transaction.atomic
def undo(*, batch: int, officer_id: int, at: datetime) -> int:
    """Undo what one did to many at once, if none of them was changed since; returns how many there were."""
    by = worker(officer_id)
    found = HandledTogether.objects.select_for_update().filter(pk=batch, actor_id=officer_id, undone_at=None).first()
    if found is None:
        raise NotAllowed(_NOTHING)
    for row in found.rows:
        _UNDO[found.kind](row, by, at)
    found.undone_at = at
    found.save(update_fields=["undone_at"])
    return len(found.rows)


def _lead_back(row: dict[str, Any], by: Colleague, at: datetime) -> None:
    one = lead_acting.lead_of(row["number"], by)
    _same(one.version, row)
    one.officer_id = row["before"]
    one.save(update_fields=["officer_id"])
    lead_acting.keep(one, "undone", by=by.username, at=at)


def _lead_note_back(row: dict[str, Any], by: Colleague, at: datetime) -> None:
    one = lead_acting.lead_of(row["number"], by, states=("open", "joined", "case", "closed"))
    _same(one.version, row)
    note = one.acts.filter(kind="noted", actor=by.username).order_by("-id").first()
    if note:
        note.note, note.kind = "", "undone"
        note.save(update_fields=["note", "kind"])
    lead_acting.keep(one, "undone", by=by.username, at=at)


def _closing_back(row: dict[str, Any], by: Colleague, at: datetime) -> None:
    _same(lead_acting.lead_of(row["number"], by).version, row)
    withdraw(number=row["number"], officer_id=by.officer_id, at=at)


def _case_back(row: dict[str, Any], by: Colleague, at: datetime) -> None:
    one = case_of(row["number"], by, on=localdate(at))
    _same(one.version, row)
    put_parts_back(one, row["before"], by, at)


def _case_note_back(row: dict[str, Any], by: Colleague, at: datetime) -> None:
    one = case_of(row["number"], by)
    one.events.filter(pk=row["event"], kind="noted").update(zh="（备注已撤回）", en="(note taken back)")
    keep(one, "note_undone", Text("撤回备注", "note taken back"), by=by.username, at=at)


_UNDO: dict[str, Callable[[dict[str, Any], Colleague, datetime], None]] = {
    "assign_leads": _lead_back,
    "note_leads": _lead_note_back,
    "close_leads": _closing_back,
    "assign_cases": _case_back,
    "note_cases": _case_note_back,
}


def _same(version: int, row: dict[str, Any]) -> None:
    if version != row["version"]:
        raise NotAllowed(Text(_CHANGED.zh.format(row["number"]), _CHANGED.en.format(row["number"])))


def _chosen(numbers: Sequence[str]) -> list[str]:
    """Return the numbers, each once, in one order, so that two officers cannot wait for each other."""
    found = sorted(set(numbers))
    if not found or len(found) > MOST:
        raise NotAllowed(_TOO_MANY if found else _NONE)
    return found


def _kept(kind: str, rows: list[dict[str, Any]], by: Colleague, at: datetime) -> int:
    return HandledTogether.objects.create(kind=kind, actor=by.username, actor_id=by.officer_id, at=at, rows=rows).pk
