"""The pool of experts: who is in it, for which field, and which firms each must not judge."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lookthrough.audit import operations as audit
from lookthrough.cases.acting import worker, written
from lookthrough.cases.determination.models import Expert, ExpertConflict
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed

_NO_EXPERT = Text("专家库中没有这位专家", "there is no such expert in the pool")
_SITS = Text("该专家正在参加评审，结束后才能退出", "this expert sits on a panel that is at work")
_NO_FIRM = Text("登记簿中没有这家企业，请填统一社会信用代码", "the register knows no such firm; give its code")
_KNOWN = Text("已登记过这项利益冲突", "this conflict is on record already")


def on_the_line(by: Colleague) -> Q:
    """Return which experts an office may draw on: those of its own line of offices, above and below."""
    prefix = by.district.prefix if by.district else ""
    above = [prefix[:length] for length in range(1, len(prefix) + 1)]
    return Q(region_code__startswith=prefix) | Q(region_code__in=above)


@transaction.atomic
def record_expert(*, name: str, field: str, employer: str, officer_id: int, at: datetime) -> int:
    """Put an expert into the pool of the officer's office; returns the id."""
    by = worker(officer_id)
    one = Expert.objects.create(
        name=written(name, longest=80), field=written(field, longest=120), employer=written(employer, longest=120),
        region_code=by.district.prefix if by.district else "", recorded_by=by.username, recorded_at=at,
    )  # fmt: skip
    _keep(one, "expert_recorded", by, at)
    return one.pk


@transaction.atomic
def record_conflict(*, expert_id: int, company_id: str, reason: str, officer_id: int, at: datetime) -> None:
    """Note a firm that an expert must not judge; a draw leaves the expert out from now on."""
    by = worker(officer_id)
    one, why, firm = _expert(expert_id, by), written(reason, longest=400), written(company_id, longest=80)
    if registry.company_by_id(company_id=firm) is None:
        raise NotAllowed(_NO_FIRM)
    if one.conflicts.filter(company_id=firm).exists():
        raise NotAllowed(_KNOWN)
    ExpertConflict.objects.create(expert=one, company_id=firm, reason=why, recorded_by=by.username, recorded_at=at)
    _keep(one, "conflict_recorded", by, at)


@transaction.atomic
def end_expert(*, expert_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Let an expert leave the pool; former panels keep the name."""
    by = worker(officer_id)
    one, why = _expert(expert_id, by), written(reason, longest=400)
    if one.seats.filter(panel__state="drawn").exclude(state="stood_down").exists():
        raise NotAllowed(_SITS)
    one.ended_at, one.ended_why = at, why
    one.save(update_fields=["ended_at", "ended_why"])
    _keep(one, "expert_ended", by, at)


def _expert(expert_id: int, by: Colleague) -> Expert:
    found = Expert.objects.select_for_update().filter(on_the_line(by), pk=expert_id, ended_at=None).first()
    if found is None:
        raise NotAllowed(_NO_EXPERT)
    return found


def _keep(one: Expert, kind: str, by: Colleague, at: datetime) -> None:
    audit.record(
        actor=by.username, action=f"case.determination.{kind}", object_type="expert", object_id=str(one.pk), purpose="", at=at
    )  # fmt: skip
