"""Corrections: drafted and looked at, made in one go (a large one by a second person), taken back in one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry import search_index
from lookthrough.registry.changes_columns import value_of
from lookthrough.registry.corrections_holding import STANDING, hold, take_back
from lookthrough.registry.corrections_reading import Planned
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.models import Company, Correction, HeldValue
from lookthrough.registry.office_settings import settings_on
from lookthrough.registry.storing_hits import screen_some
from lookthrough.registry.watch_operations import given

__all__ = ["NotAllowed", "approve", "draft", "make", "refuse", "undo"]

DRAFT, PROPOSED, APPLIED, REFUSED, UNDONE = "draft", "proposed", "applied", "refused", "undone"
_NO_ROLE = Text("您的角色不能更正登记事项", "your role does not correct the register")
_NO_SUCH = Text("没有此更正，或不在您的辖区", "there is no such correction in your district")
_NOTHING = Text("没有可更正的内容", "there is nothing to correct")
_CHANGED = Text("此后登记内容已变，请重新预览", "the register has changed since: look at it again")
_SECOND = Text("须由另一人批准", "another person must approve this")
_NOT_WAITING = Text("该更正不在待批状态", "this correction does not wait for approval")
_NOT_APPLIED = Text("该更正未生效或已撤销", "this correction is not in force")
_LATER_ONE = Text("此后又有更正或变更，请先撤销后来的", "a later correction or notice stands on it: undo that one first")


def draft(*, planned: Sequence[Planned], reason: str, officer_id: int, at: datetime) -> int:
    """Keep what is to be corrected, so that it can be looked at before it is made. Nothing of the register changes."""
    corrector(officer_id)
    said = given(reason)
    if not planned:
        raise NotAllowed(_NOTHING)
    values = [{"company": one.company, "column": one.column, "before": one.before, "value": one.value} for one in planned]
    count = len({one.company for one in planned})
    made = Correction.objects.create(made_at=at, made_by_id=officer_id, reason=said, values=values, count=count, state=DRAFT)
    return made.pk


def make(*, correction_id: int, officer_id: int, at: datetime) -> bool:
    """Make one's own drafted correction; returns False when it is so large that it now waits for a second person."""
    by = corrector(officer_id)
    with transaction.atomic():
        one = Correction.objects.select_for_update().filter(pk=correction_id, made_by=officer_id, state=DRAFT).first()
        if one is None:
            raise NotAllowed(_NO_SUCH)
        companies = _companies(one, by)
        if one.count >= settings_on(at.date()).whole("correction_second_person_from"):
            one.state = PROPOSED
            one.save(update_fields=["state"])
            _record(by, "registry.correction_proposed", one, at)
            return False
        _apply(one, companies, by, at)
    return True


def approve(*, correction_id: int, officer_id: int, at: datetime) -> None:
    """Let a large correction take effect; whoever made it cannot."""
    by = corrector(officer_id)
    with transaction.atomic():
        one = _waiting(correction_id)
        if one.made_by_id == officer_id:
            raise NotAllowed(_SECOND)
        _apply(one, _companies(one, by), by, at)


def refuse(*, correction_id: int, officer_id: int, at: datetime) -> None:
    """Turn a large correction down; its maker may withdraw it in this way too."""
    by = corrector(officer_id)
    with transaction.atomic():
        one = _waiting(correction_id)
        _companies(one, by)
        one.state, one.decided_at, one.decided_by_id = REFUSED, at, officer_id
        one.save(update_fields=["state", "decided_at", "decided_by"])
        _record(by, "registry.correction_refused", one, at)


def undo(*, correction_id: int, officer_id: int, at: datetime) -> tuple[int, int]:
    """Take a whole correction back; returns how many values went back and how many the source had overtaken already."""
    by = corrector(officer_id)
    with transaction.atomic():
        one = Correction.objects.select_for_update().filter(pk=correction_id, state=APPLIED).first()
        if one is None:
            raise NotAllowed(_NOT_APPLIED)
        companies = _companies(one, by)
        every = list(HeldValue.objects.filter(correction=one).select_related("company", "replaces"))
        if any(held.state == "replaced" for held in every):
            raise NotAllowed(_LATER_ONE)
        standing = [held for held in every if held.state == STANDING]
        for held in standing:
            take_back(held, at=at)
        one.state, one.undone_at, one.undone_by_id = UNDONE, at, officer_id
        one.save(update_fields=["state", "undone_at", "undone_by"])
        _follow(companies, at)
        _record(by, "registry.correction_undone", one, at)
    return len(standing), len(every) - len(standing)


def corrector(officer_id: int) -> Colleague:
    """Return the officer, who may correct the register; anybody else is refused."""
    by = offices.able(officer_id=officer_id, action=Action.CORRECT_REGISTER)
    if by is None:
        raise NotAllowed(_NO_ROLE)
    return by


def _waiting(correction_id: int) -> Correction:
    one = Correction.objects.select_for_update().filter(pk=correction_id, state=PROPOSED).first()
    if one is None:
        raise NotAllowed(_NOT_WAITING)
    return one


def _companies(one: Correction, by: Colleague) -> dict[int, Company]:
    """Return the firms of a correction; all of them lie in the officer's district, or it does not exist for him."""
    wanted = {value["company"] for value in one.values}
    found: dict[int, Company] = Company.objects.in_bulk(sorted(wanted))
    if len(found) != len(wanted) or not all(by.district and by.district.reaches(company.region_code) for company in found.values()):
        raise NotAllowed(_NO_SUCH)
    return found


def _apply(one: Correction, companies: dict[int, Company], by: Colleague, at: datetime) -> None:
    """Set every value, or none where the register has changed since it was looked at."""
    if any(value_of(companies[value["company"]], value["column"]) != value["before"] for value in one.values):
        raise NotAllowed(_CHANGED)
    for value in one.values:
        hold(company=companies[value["company"]], column=value["column"], value=value["value"], at=at, correction=one)
    one.state, one.decided_at, one.decided_by_id = APPLIED, at, by.officer_id
    one.save(update_fields=["state", "decided_at", "decided_by"])
    _follow(companies, at)
    _record(by, "registry.corrected", one, at)


def _follow(companies: dict[int, Company], at: datetime) -> None:
    """Have screening and search follow what was set."""
    screen_some(company_pks=sorted(companies), on=at.date())
    search_index.index_names(company.identity for company in companies.values())


def _record(by: Colleague, action: str, one: Correction, at: datetime) -> None:
    columns = sorted({value["column"] for value in one.values})
    details = {"firms": one.count, "values": len(one.values), "columns": columns}
    audit.record(
        actor=by.username, action=action, object_type="correction", object_id=str(one.pk), purpose=one.reason, at=at, details=details
    )
