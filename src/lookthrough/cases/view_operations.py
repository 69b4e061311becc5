"""Persons from outside (lawyers, accountants) may read named pages of one case until a day; every reading is in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from lookthrough.cases.acting import case_of, keep, worker, written
from lookthrough.cases.models.sharing import LimitedView
from lookthrough.cases.terms import count_of
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_NOT_OUTSIDE = Text(
    "只能向外聘人员开放，请先由安全管理员建立账号", "only persons from outside: have the security administrator make an account"
)
_NO_TABS = Text("请选择开放哪些页面", "please choose which pages to open")
_SPAN = Text("截止日不能早于今天，也不能超过规定期限", "the last day cannot lie before today or beyond the longest term")
_TWICE = Text("已向这位人员开放，请先结束", "a view of this person is open already: end it first")
_NONE = Text("没有这项开放", "there is no such view")


@transaction.atomic
def open_view(*, number: str, to_officer_id: int, tabs: Sequence[str], until: date, purpose: str, officer_id: int, at: datetime) -> None:
    """Open named pages of a case to a person from outside, until a day, for a stated purpose."""
    by, why = worker(officer_id, Action.DECIDE_CASES), written(purpose)
    one, today = case_of(number, by), localdate(at)
    taker = offices.able(officer_id=to_officer_id, action=Action.SEE_SHARED_CASES)
    if taker is None or taker.district is None or not taker.district.reaches(one.region_code):
        raise NotAllowed(_NOT_OUTSIDE)
    if not tabs:
        raise NotAllowed(_NO_TABS)
    if not today <= until <= today + timedelta(days=count_of(name="outside_view", on=today)):
        raise NotAllowed(_SPAN)
    one.limited_views.filter(officer_id=to_officer_id, ended_at=None, until__lt=today).update(ended_at=at, ended_by="")
    try:
        with transaction.atomic():
            LimitedView.objects.create(
                case=one, officer_id=taker.officer_id, username=taker.username, tabs=sorted(set(tabs)), purpose=why, until=until,
                given_by=by.username, given_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise NotAllowed(_TWICE) from None
    said = Text(f"向{taker.name}开放部分页面，至{until}：{why}", f"pages opened to {taker.name} until {until}: {why}")
    keep(one, "view_opened", said, by=by.username, at=at, details={"to": taker.username, "pages": sorted(set(tabs))})


@transaction.atomic
def end_view(*, number: str, of_officer_id: int, officer_id: int, at: datetime) -> None:
    """End a view before its day."""
    by = worker(officer_id, Action.DECIDE_CASES)
    one = case_of(number, by, ended=True)
    found = one.limited_views.filter(officer_id=of_officer_id, ended_at=None).first()
    if found is None:
        raise NotAllowed(_NONE)
    found.ended_at, found.ended_by = at, by.username
    found.save(update_fields=["ended_at", "ended_by"])
    said = Text(f"结束向{found.username}开放", f"the view of {found.username} ended")
    keep(one, "view_ended", said, by=by.username, at=at, details={"of": found.username})
