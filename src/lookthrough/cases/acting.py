"""Who may act on which case, and how each act is kept: on the case's timeline and in the trail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from lookthrough.audit import operations as audit
from lookthrough.cases.case_type import CaseType, case_types
from lookthrough.cases.models.cases import Case, CaseEvent
from lookthrough.cases.models.sharing import Conflict, DeclaredRelation, Delegation
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

LONGEST = 8_000
_NO_ROLE = Text("您的角色不能办理案件", "your role does not work on cases")
_NO_CASE = Text("没有此案件，或不在您的辖区", "there is no such case in your district")
_ENDED = Text("案件已办结", "the case has ended")
_RECUSED = Text("您在本案中已回避，不能办理", "you are recused from this case and may not act in it")
_CITY = Text("本案已由市级办理", "the city works on this case now")
_COUNTY = 6  # signs of a county's region code: an office with a shorter prefix stands above counties
_NOT_ASSIGNED = Text("您不是本案的承办人员，也没有受托代办", "you are not assigned to this case, and nobody has delegated it to you")
_EMPTY = Text("请写下内容", "please write something")
_TOO_LONG = Text(f"最多 {LONGEST} 字", f"at most {LONGEST} characters")


def worker(officer_id: int, action: Action = Action.WORK_CASES) -> Colleague:
    """Return the officer, who may do so; anybody else is refused."""
    by = offices.able(officer_id=officer_id, action=action)
    if by is None or by.district is None:
        raise NotAllowed(_NO_ROLE)
    return by


def locked(number: str, *, ended: bool = False, merged: bool = False) -> Case:
    """Return a case, locked until the transaction ends; one that has ended or was merged only where that is asked for."""
    one = Case.objects.select_for_update().filter(number=number).first()
    if one is None:
        raise NotAllowed(_NO_CASE)
    if one.state == "merged" and not merged:
        into = one.merged_into.number if one.merged_into else ""
        raise NotAllowed(Text(f"案件已并入{into}，请在该案办理", f"the case was merged into {into}: please work there"))
    if one.state == "ended" and not ended:
        raise NotAllowed(_ENDED)
    return one


def case_of(
    number: str,
    by: Colleague,
    *,
    on: date | None = None,
    assigned: bool = False,
    ended: bool = False,
    merged: bool = False,
    recused: bool = False,
    any_tier: bool = False,
) -> Case:
    """Return a case of the officer's district, locked, for the officer to act on.

    A recused officer is refused (unless the act is about the recusal itself); with ``assigned`` also whoever is not assigned to it,
    stands in for nobody assigned on the day, and does not decide over cases.
    """
    one = Case.objects.filter(number=number).first()
    if one is None or by.district is None or not by.district.reaches(one.region_code):
        raise NotAllowed(_NO_CASE)
    one = locked(number, ended=ended, merged=merged)
    if one.tier == "city" and not any_tier and len(by.district.prefix) >= _COUNTY:
        raise NotAllowed(_CITY)
    if not recused and is_recused(one, by.officer_id):
        raise NotAllowed(_RECUSED)
    if assigned and not by.may(Action.DECIDE_CASES) and not is_assigned(one, by.officer_id, on):
        raise NotAllowed(_NOT_ASSIGNED)
    return one


def is_recused(one: Case, officer_id: int) -> bool:
    """Return whether an officer keeps away from a case: a declared conflict bars at once, until it is decided that there is none."""
    if Conflict.objects.filter(case=one, officer_id=officer_id).exclude(state="no_conflict").exists():
        return True
    parties = {(each.subject_type, each.subject_id) for each in one.parties.filter(removed_at=None) if each.subject_id}
    return is_related(officer_id, {(one.subject_type, one.subject_id), *parties})


def is_related(officer_id: int, subjects: Collection[tuple[str, str]]) -> bool:
    """Return whether an officer declared to be related to one of some subjects."""
    declared = DeclaredRelation.objects.filter(officer_id=officer_id, lifted_at=None).values_list("subject_type", "subject_id")
    return any(one in subjects for one in declared)


def is_assigned(one: Case, officer_id: int, on: date | None) -> bool:
    """Return whether an officer is assigned to a case, or stands in on the day for one who is."""
    assigned = set(one.case_officers.filter(until=None).values_list("officer_id", flat=True))
    return officer_id in assigned or bool(assigned & stands_in_for(one, officer_id, on))


def stands_in_for(one: Case, officer_id: int, on: date | None) -> set[int]:
    """Return for whom an officer stands in on a day, in this case or in all cases."""
    if on is None:
        return set()
    found = Delegation.objects.filter(taker_id=officer_id, from_on__lte=on, to_on__gte=on, ended_at=None)
    return {each.giver_id for each in found if each.case_id in (None, one.pk)}


def type_of(one: Case) -> CaseType:
    """Return the type of a case."""
    return case_types()[one.type]


def written(text: str, *, longest: int = LONGEST) -> str:
    """Return what was written, neither empty nor too long."""
    plain = text.strip()
    if not plain:
        raise NotAllowed(_EMPTY)
    if len(plain) > longest:
        raise NotAllowed(_TOO_LONG if longest == LONGEST else Text(f"最多 {longest} 字", f"at most {longest} characters"))
    return plain


def code_of(subject_id: str) -> str:
    """Return the code of a subject, or nothing where none is known; one longer than codes are is refused."""
    return written(subject_id, longest=80) if subject_id.strip() else ""


def unchanged(version: int | None, stands: int, changed_by: str) -> None:
    """Refuse a change made on a page that somebody else has overtaken."""
    if version is not None and version != stands:
        raise NotAllowed(
            Text(
                f"您打开页面之后，{changed_by or '他人'}已改动，您的改动未保存；请看过最新内容再办理",
                f"{changed_by or 'somebody else'} made a change after you opened the page; yours was not saved: look again first",
            )
        )


def keep(one: Case, kind: str, said: Text, *, by: str, at: datetime, reference: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Write an act on the case's timeline and into the trail."""
    CaseEvent.objects.create(case=one, at=at, actor=by, kind=kind, zh=said.zh, en=said.en, reference=reference)
    audit.record(
        actor=by, action=f"case.{kind}", object_type="case", object_id=one.number, purpose="", at=at,
        details={"reference": reference, **(details or {})},
    )  # fmt: skip
