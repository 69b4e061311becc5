"""Who may act on which rescue, and how each act is kept: in the file and in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lookthrough.audit import operations as audit
from lookthrough.cases.rescues.models import Creditor, Rescue, RescueAct
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

LONGEST = 8_000
_COUNTY = 6  # signs of a county's region code: an office with a shorter prefix stands above counties
MOST_FEN = 10**15
_NO_ROLE = Text("您的角色不能办理企业纾困", "your role does not work on rescues")
_NO_RESCUE = Text("没有此纾困档案，或不在您的辖区", "there is no such rescue in your district")
_ENDED = Text("纾困已结束", "the rescue has ended")
_CITY = Text("市级处置的由市级人员办理", "what the city handles is worked on by the city's officers")
_EMPTY = Text("请写下内容", "please write something")
_TOO_LONG = Text(f"最多 {LONGEST} 字", f"at most {LONGEST} characters")
CHOOSE = Text("请从列出的选项中选择", "please choose from the list")
MONEY = Text("金额须大于零", "the amount must be above nil")
_NO_CREDITOR = Text("没有这个债权人，或已退出", "there is no such creditor, or it has left")


def worker(officer_id: int, action: Action = Action.WORK_RESCUES) -> Colleague:
    """Return the officer, who may do so; anybody else is refused."""
    by = offices.able(officer_id=officer_id, action=action)
    if by is None or by.district is None:
        raise NotAllowed(_NO_ROLE)
    return by


def rescue_of(number: str, by: Colleague, *, ended: bool = False) -> Rescue:
    """Return a rescue of the officer's district, locked; what the city handles is worked on by offices above the counties."""
    one = Rescue.objects.select_for_update().filter(number=number).first()
    if one is None or by.district is None or not by.district.reaches(one.region_code):
        raise NotAllowed(_NO_RESCUE)
    if one.state != "open" and not ended:
        raise NotAllowed(_ENDED)
    if one.tier == "city" and len(by.district.prefix) >= _COUNTY:
        raise NotAllowed(_CITY)
    return one


def creditor_of(one: Rescue, creditor_id: int) -> Creditor:
    """Return a creditor that sits on the committee."""
    found = one.creditors.filter(pk=creditor_id, left_at=None).first()
    if found is None:
        raise NotAllowed(_NO_CREDITOR)
    return found


def written(text: str) -> str:
    """Return what was written, within its longest length."""
    plain = text.strip()
    if not plain or len(plain) > LONGEST:
        raise NotAllowed(_TOO_LONG if plain else _EMPTY)
    return plain


def keep(one: Rescue, kind: str, by: Colleague, at: datetime, note: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Write an act into the rescue's file and into the trail."""
    RescueAct.objects.create(rescue=one, at=at, actor=by.username, kind=kind, note=note)
    audit.record(
        actor=by.username, action=f"rescue.{kind}", object_type="rescue", object_id=one.number, purpose="", at=at,
        details={"company": one.company_id, **(details or {})},
    )  # fmt: skip
