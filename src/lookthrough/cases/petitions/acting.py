"""Who may act at the petition desk, and how each act is kept: in the occasion's history and in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lookthrough.audit import operations as audit
from lookthrough.cases.petitions.models import Occasion, PetitionAct, Petitioner
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

LONGEST = 4_000
_NO_ROLE = Text("您的角色不能办理信访接待", "your role does not work at the petition desk")
_NO_OCCASION = Text("没有这次接待，或不在您的辖区", "there is no such occasion in your district")
_NO_PETITIONER = Text("没有这位信访人", "there is no such petitioner")
_ENDED = Text("这次接待已了结", "the occasion has ended")
_EMPTY = Text("请写下内容", "please write something")
_CHOOSE = Text("请从列出的选项中选择", "please choose from the list")


def worker(officer_id: int, action: Action = Action.WORK_PETITIONS) -> Colleague:
    """Return the officer, who may do so; anybody else is refused."""
    by = offices.able(officer_id=officer_id, action=action)
    if by is None or by.district is None:
        raise NotAllowed(_NO_ROLE)
    return by


def occasion_of(number: str, by: Colleague, *, version: int | None = None, ended: bool = False) -> Occasion:
    """Return an occasion of the officer's district, locked until the transaction ends."""
    one = Occasion.objects.select_for_update().filter(number=number).first()
    if one is None or by.district is None or not by.district.reaches(one.region_code):
        raise NotAllowed(_NO_OCCASION)
    if one.state == "ended" and not ended:
        raise NotAllowed(_ENDED)
    if version is not None and version != one.version:
        raise NotAllowed(_overtaken(one))
    return one


def petitioner_of(one: Occasion, serial: int) -> Petitioner:
    """Return a petitioner of an occasion, locked."""
    found = one.petitioners.select_for_update().filter(serial=serial).first()
    if found is None:
        raise NotAllowed(_NO_PETITIONER)
    return found


def written(text: str, *, longest: int = LONGEST, needed: bool = True) -> str:
    """Return what was written, within its longest length."""
    plain = text.strip()
    if needed and not plain:
        raise NotAllowed(_EMPTY)
    if len(plain) > longest:
        raise NotAllowed(Text(f"最多 {longest} 字", f"at most {longest} characters"))
    return plain


def chosen(value: str, among: Mapping[str, Text]) -> str:
    """Return a value of a list, or refuse."""
    if value not in among:
        raise NotAllowed(_CHOOSE)
    return value


def keep(one: Occasion, kind: str, *, by: str, at: datetime, note: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Write an act into the occasion's history and into the trail; whoever had the page open before is told when saving."""
    PetitionAct.objects.create(occasion=one, at=at, actor=by, kind=kind, note=note)
    one.version += 1
    one.save(update_fields=["version"])
    trailed(one.number, kind, by=by, at=at, details=details)


def trailed(number: str, kind: str, *, by: str, at: datetime, details: Mapping[str, Any] | None = None) -> None:
    """Write an act into the trail alone."""
    audit.record(actor=by, action=f"petition.{kind}", object_type="petition", object_id=number, purpose="", at=at, details=details or {})


def _overtaken(one: Occasion) -> Text:
    last = one.acts.first()
    who = last.actor if last else ""
    return Text(
        f"您打开页面之后，{who or '他人'}已改动，您的改动未保存；请看过最新内容再办理",
        f"{who or 'somebody else'} made a change after you opened the page; yours was not saved: look again first",
    )
