"""Inspection of the file by the firm (查阅案卷): item by item shown, redacted or refused; tips never leave the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases.acting import written
from lookthrough.cases.procedure.acting import keep, start, stop
from lookthrough.cases.procedure.models import Inspection, InspectionItem
from lookthrough.cases.procedure.words import INSPECTION_OUTCOMES, INSPECTION_STATES, ITEM_KINDS
from lookthrough.cases.room_acting import deciding_on, hashed, past, working_on
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

MOST_ITEMS = 200
NEVER = frozenset({"tip"})  # 国令737号 art. 16: who reports is kept secret
ONLY_REDACTED = frozenset({"third_person"})
_TITLE = Text("答复查阅申请期限", "period to answer the request")
_NONE = Text("没有这项查阅申请", "there is no such request")
_ITEMS = Text(f"请写明要求查阅的材料，1 至 {MOST_ITEMS} 项", f"please name what is asked for, 1 to {MOST_ITEMS} items")
_KIND = Text("请选择材料种类", "please choose the kind of paper")
_ALL = Text("每一项都须答复", "every item is answered")
_OUTCOME = Text("请选择可以查阅、遮盖后查阅或不予查阅", "please choose shown, redacted or refused")
_TIP = Text("举报材料不得查阅，举报人依法保密（国令737号第16条）", "tips are never shown; who reports is kept secret (国令737号 art. 16)")
_THIRD = Text("涉及第三人的材料须遮盖后查阅，或不予查阅", "papers about third persons are shown redacted or not at all")
_WHY = Text("不予查阅或遮盖的，须写明理由", "what is refused or redacted has its reason")
_REDACTED = Text("须附遮盖件的哈希值，且与原件不同", "the redacted copy is named by its hash, which differs from the original's")
_HASH = Text("可以查阅的材料须附哈希值", "what is shown is named by its hash")
_NOBODY = Text("请写明查阅人，并核对身份证明", "please say who came, and that the identity was checked")
_TWO = Text("须有两名工作人员在场", "two officers are there")
_NOT_SHOWN = Text("不予查阅的材料不能提供复制件", "of a refused item there is no copy")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is asked for: its kind of ``words.ITEM_KINDS``, what it is, the hash where it is known."""

    kind: str
    title: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is answered about one item."""

    outcome: str
    reason: str = ""
    sha256: str = ""
    redacted_sha256: str = ""


@transaction.atomic
def ask(
    *, number: str, party: str, agent: str, purpose: str, asked_on: date, items: Sequence[Wanted], officer_id: int, at: datetime
) -> int:
    """Record the firm's request; the period to answer begins on the day it was made. Returns its id."""
    by, _case = working_on(number, officer_id, at)
    wanted = [one for one in items if one.title.strip()]
    if not 1 <= len(wanted) <= MOST_ITEMS:
        raise NotAllowed(_ITEMS)
    if any(one.kind not in ITEM_KINDS for one in wanted):
        raise NotAllowed(_KIND)
    on = past(asked_on, at)
    one = Inspection.objects.create(
        case_number=number, party=written(party, longest=200), agent=agent.strip()[:200], purpose=written(purpose), asked_on=on, due_on=on,
        recorded_by=by.username, recorded_at=at,
    )  # fmt: skip
    one.due_on = start(number, _clock(one), "inspection", _TITLE, on, by, at)
    one.save(update_fields=["due_on"])
    InspectionItem.objects.bulk_create(
        InspectionItem(inspection=one, kind=each.kind, title=written(each.title, longest=200), sha256=hashed(each.sha256, number=number))
        for each in wanted
    )
    note = Text(f"{one.party}，{len(wanted)} 项", f"{one.party}, {len(wanted)} items")
    keep(number, "inspection_asked", by, at, note, reference=f"inspection:{one.pk}")
    return one.pk


@transaction.atomic
def decide(*, number: str, inspection_id: int, answers: dict[int, Answered], officer_id: int, at: datetime) -> None:
    """Answer every item, as a head: what is refused or redacted has its reason, a tip is always refused."""
    by, _case = deciding_on(number, officer_id, at)
    one = _in_state(number, inspection_id, "asked")
    items = list(one.items.all())
    if set(answers) != {each.pk for each in items}:
        raise NotAllowed(_ALL)
    for item in items:
        _answer(item, answers[item.pk])
    one.state, one.decided_by, one.decided_at = "decided", by.username, at
    one.save(update_fields=["state", "decided_by", "decided_at"])
    stop(number, _clock(one), "已答复", localdate(at), by, at)
    keep(number, "inspection_decided", by, at, reference=f"inspection:{one.pk}")


@transaction.atomic
def hold(
    *, number: str, inspection_id: int, on: date, came: str, identity: str, officers: Sequence[str], record: str, copied: Sequence[int],
    paper_sha256: str = "", officer_id: int, at: datetime,
) -> None:  # fmt: skip
    """Keep the record of the inspection: who came, by which document, before which officers, what was copied."""
    by, _case = working_on(number, officer_id, at)
    one = _in_state(number, inspection_id, "decided")
    there = list(dict.fromkeys(name.strip()[:80] for name in officers if name.strip()))
    if not came.strip() or not identity.strip():
        raise NotAllowed(_NOBODY)
    if len(there) < 2:
        raise NotAllowed(_TWO)
    items = one.items.filter(pk__in=copied)
    if items.filter(outcome="refused").exists() or items.count() != len(set(copied)):
        raise NotAllowed(_NOT_SHOWN)
    items.update(copied=True)
    one.state, one.held_on, one.came, one.identity = "held", past(on, at), written(came, longest=200), written(identity, longest=120)
    one.officers, one.record, one.paper_sha256 = there, written(record), hashed(paper_sha256, number=number)
    one.save()
    keep(number, "inspection_held", by, at, Text(one.party, one.party), reference=f"inspection:{one.pk}")


@transaction.atomic
def withdraw(*, number: str, inspection_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Record that the firm took its request back."""
    by, _case = working_on(number, officer_id, at)
    one, why = _in_state(number, inspection_id, "asked"), written(reason)
    one.state, one.record = "withdrawn", why
    one.save(update_fields=["state", "record"])
    stop(number, _clock(one), "已撤回", localdate(at), by, at)
    keep(number, "inspection_withdrawn", by, at, Text(why, why), reference=f"inspection:{one.pk}")


def _answer(item: InspectionItem, said: Answered) -> None:
    if said.outcome not in INSPECTION_OUTCOMES:
        raise NotAllowed(_OUTCOME)
    if item.kind in NEVER and said.outcome != "refused":
        raise NotAllowed(_TIP)
    if item.kind in ONLY_REDACTED and said.outcome == "shown":
        raise NotAllowed(_THIRD)
    if said.outcome != "shown" and not said.reason.strip() and item.kind not in NEVER:
        raise NotAllowed(_WHY)
    item.outcome = said.outcome
    item.reason = _TIP.zh if item.kind in NEVER else said.reason.strip()[:2_000]
    item.sha256 = "" if item.kind in NEVER else hashed(said.sha256, number=item.inspection.case_number) or item.sha256
    _named(item, said)
    item.save()


def _named(item: InspectionItem, said: Answered) -> None:
    """Have what is shown named by its hash, and a redacted copy by another than its original's."""
    if said.outcome == "shown" and not item.sha256:
        raise NotAllowed(_HASH)
    if said.outcome == "redacted":
        item.redacted_sha256 = hashed(said.redacted_sha256, number=item.inspection.case_number)
        if not item.redacted_sha256 or item.redacted_sha256 == item.sha256:
            raise NotAllowed(_REDACTED)


def _in_state(number: str, inspection_id: int, state: str) -> Inspection:
    one = Inspection.objects.select_for_update().filter(case_number=number, pk=inspection_id).first()
    if one is None:
        raise NotAllowed(_NONE)
    if one.state != state:
        here, there = INSPECTION_STATES[one.state], INSPECTION_STATES[state]
        raise NotAllowed(
            Text(f"目前为“{here.zh}”，这一步只在“{there.zh}”时可做", f"it stands at “{here.en}”; this is done only at “{there.en}”")
        )
    return one


def _clock(one: Inspection) -> str:
    return f"inspection:{one.pk}"
