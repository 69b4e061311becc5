"""Who may act on which check, and how each act is kept: in the check's own history and in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lookthrough.audit import operations as audit
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.supervision.models import Check, CheckAct
from lookthrough.supervision.stages import OVER, STAGES, Stage

LONGEST = 4_000
_NO_ROLE = Text("您的角色不能办理机构检查", "your role does not work on checks")
_NO_CHECK = Text("没有此项检查，或不在您的辖区", "there is no such check in your district")
_OVER = Text("检查已办结或取消", "the check is over")
_EMPTY = Text("请写下内容", "please write something")
_TOO_LONG = Text(f"最多 {LONGEST} 字", f"at most {LONGEST} characters")


def worker(officer_id: int, action: Action = Action.WORK_SUPERVISION) -> Colleague:
    """Return the officer, who may do so; anybody else is refused."""
    by = offices.able(officer_id=officer_id, action=action)
    if by is None or by.district is None:
        raise NotAllowed(_NO_ROLE)
    return by


def check_of(number: str, by: Colleague, *stages: Stage) -> Check:
    """Return a check of the officer's district, locked, in one of some stages (any that is not over, if none is named)."""
    one = Check.objects.select_for_update().filter(number=number).first()
    if one is None or by.district is None or not by.district.reaches(one.region_code):
        raise NotAllowed(_NO_CHECK)
    in_stage(one, *stages)
    return one


def in_stage(one: Check, *stages: Stage) -> None:
    """Refuse what is not done in the check's stage."""
    if one.stage in OVER and one.stage not in stages:
        raise NotAllowed(_OVER)
    if stages and one.stage not in stages:
        zh, en = ("、".join(STAGES[stage].zh for stage in stages), ", ".join(STAGES[stage].en for stage in stages))
        raise NotAllowed(Text(f"这一步只在以下阶段可做：{zh}", f"this is done only in the stage: {en}"))


def written(text: str, *, needed: bool = True) -> str:
    """Return what was written, within its longest length."""
    plain = text.strip()
    if needed and not plain:
        raise NotAllowed(_EMPTY)
    if len(plain) > LONGEST:
        raise NotAllowed(_TOO_LONG)
    return plain


def keep(one: Check, kind: str, *, actor: str, at: datetime, note: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Write an act into the check's history and into the trail."""
    CheckAct.objects.create(check_of=one, at=at, actor=actor, kind=kind, note=note)
    audit.record(
        actor=actor, action=f"supervision.{kind}", object_type="check", object_id=one.number, purpose="", at=at,
        details={"company": one.company_id, "stage": one.stage, **(details or {})},
    )  # fmt: skip
