"""Liquidation: that the group is formed and the licence cancelled is recorded with its document, and can be taken back with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from lookthrough.cases import case_operations
from lookthrough.cases.acting import written
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.procedure.acting import keep
from lookthrough.cases.procedure.models import LiquidationAct
from lookthrough.cases.procedure.words import LIQUIDATION
from lookthrough.cases.room_acting import hashed, past, working_on
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

MILESTONES = {"group": "liquidators_named", "licence": "licence_cancelled"}
_NOT_HERE = Text("这类案件没有这一要件", "cases of this type ask for no such thing")
_STANDS = Text("已有记录；有误的，先撤回再记", "it is on record; take it back before recording another")
_NONE = Text("没有这项记录，或已撤回", "there is no such record, or it was taken back")


@dataclass(frozen=True, slots=True)
class LiquidationRow:
    """What was recorded: on which day, by which body under which number; ``text`` names the members, or the licence."""

    id: int
    kind: str
    on: date
    body: str
    document: str
    text: str
    paper_sha256: str
    recorded_by: str
    ended_by: str
    ended_because: str


def kinds(case: CaseFacts) -> list[str]:
    """Return which of these records the steps of a case's type ask for."""
    asked = {name for step in case.kind.steps for way in step.onward for name in way.needs}
    return [kind for kind, milestone in MILESTONES.items() if milestone in asked]


def acts(*, number: str) -> list[LiquidationRow]:
    """Return what was recorded of a case's liquidation, the newest first; whoever asks has looked at the case itself first."""
    return [
        LiquidationRow(
            one.pk, one.kind, one.on, one.body, one.document, one.text, one.paper_sha256, one.recorded_by, one.ended_by, one.ended_because
        )
        for one in LiquidationAct.objects.filter(case_number=number)
    ]


@transaction.atomic
def record(
    *, number: str, kind: str, on: date, body: str, text: str, document: str = "", paper_sha256: str = "", officer_id: int, at: datetime
) -> int:
    """Record that the group was formed, or the licence cancelled: by which body, under which number; returns its id."""
    by, case = working_on(number, officer_id, at)
    if kind not in kinds(case):
        raise NotAllowed(_NOT_HERE)
    told = {
        "on": past(on, at), "body": written(body, longest=200), "document": document.strip()[:120], "text": written(text, longest=4_000),
        "paper_sha256": hashed(paper_sha256, number=number),
    }  # fmt: skip
    try:
        with transaction.atomic():
            one = LiquidationAct.objects.create(case_number=number, kind=kind, recorded_by=by.username, recorded_at=at, **told)
    except IntegrityError:
        raise NotAllowed(_STANDS) from None
    title = LIQUIDATION[kind]
    said = Text(f"{title.zh}，{on}，{one.body}", f"{title.en}, {on}, {one.body}")
    keep(number, "liquidation_recorded", by, at, said, reference=_reference(one))
    case_operations.attest(number=number, milestone=MILESTONES[kind], reference=_reference(one), actor=by.username, at=at)
    return one.pk


@transaction.atomic
def take_back(*, number: str, act_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Take a record back with the reason; it stays readable, and what it stood for is asked for again."""
    by, _case = working_on(number, officer_id, at)
    why = written(reason, longest=400)
    one = LiquidationAct.objects.select_for_update().filter(case_number=number, pk=act_id, ended_at=None).first()
    if one is None:
        raise NotAllowed(_NONE)
    one.ended_by, one.ended_at, one.ended_because = by.username, at, why
    one.save(update_fields=["ended_by", "ended_at", "ended_because"])
    title = LIQUIDATION[one.kind]
    keep(number, "liquidation_taken_back", by, at, Text(f"{title.zh}：{why}", f"{title.en}: {why}"), reference=_reference(one))
    case_operations.retract(number=number, milestone=MILESTONES[one.kind], reference=_reference(one), reason=why, actor=by.username, at=at)


def _reference(one: LiquidationAct) -> str:
    return f"liquidation:{one.pk}"
