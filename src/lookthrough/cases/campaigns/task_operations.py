"""The tasks of a campaign's districts: set, done, and reminded of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from lookthrough.cases.campaigns.acting import CHOOSE, campaign_of, keep, worker, written
from lookthrough.cases.campaigns.catalogue import terms_on
from lookthrough.cases.campaigns.models import Task
from lookthrough.cases.campaigns.stages import STAGES
from lookthrough.kernel.calendar import add_working_days
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_DISTRICTS = Text("请选择本单位管辖的区县", "please choose districts of your own region")
_NO_TASK = Text("没有这项任务，或不在您的辖区", "there is no such task in your district")
_DONE = Text("任务已完成", "the task is done")
_NOT_DONE = Text("任务还没有完成", "the task is not done yet")
_SAME_TASK = Text("该区这一阶段已有同名任务", "the district has a task of this name in the stage already")
_REMINDED = Text("刚刚催办过", "it has been reminded just now")


@transaction.atomic
def set_task(*, number: str, stage: str, title: str, due_on: date, districts: Sequence[str], officer_id: int, at: datetime) -> int:
    """Give districts one more task in a stage; returns how many were set."""
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    one, said = campaign_of(number, by, whole=True), written(title, longest=120)
    codes = [code for code in districts_among(districts, by) if code.startswith(one.region_prefix)]
    if stage not in STAGES or not codes:
        raise NotAllowed(CHOOSE)
    if one.tasks.filter(stage=stage, title=said, region_code__in=codes).exists():
        raise NotAllowed(_SAME_TASK)
    Task.objects.bulk_create(Task(campaign=one, region_code=code, stage=stage, title=said, due_on=due_on) for code in codes)
    keep(one, "task_set", by.username, at, note=said, details={"stage": stage, "districts": codes, "due": due_on.isoformat()})
    return len(codes)


@transaction.atomic
def finish_task(*, task_id: int, note: str, officer_id: int, at: datetime) -> None:
    """Say that a district's task is done, and with what."""
    by, said = worker(officer_id), written(note)
    one = _task(task_id, by)
    if one.done_at is not None:
        raise NotAllowed(_DONE)
    one.done_at, one.done_by, one.note = at, by.username, said
    one.save(update_fields=["done_at", "done_by", "note"])
    keep(one.campaign, "task_done", by.username, at, region=one.region_code, note=f"{one.title}：{said}", details={"task": one.pk})


@transaction.atomic
def unfinish_task(*, task_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Take a task's end back."""
    by, why = worker(officer_id), written(reason)
    one = _task(task_id, by)
    if one.done_at is None:
        raise NotAllowed(_NOT_DONE)
    one.done_at, one.done_by = None, ""
    one.save(update_fields=["done_at", "done_by"])
    keep(one.campaign, "task_undone", by.username, at, region=one.region_code, note=f"{one.title}：{why}", details={"task": one.pk})


@transaction.atomic
def remind(*, task_id: int, officer_id: int, at: datetime) -> None:
    """Remind a district of a task that is due soon or late; not again before the office's shortest time has passed."""
    by = worker(officer_id)
    one = _task(task_id, by)
    if one.done_at is not None:
        raise NotAllowed(_DONE)
    _reminded(one, by.username, at)


@transaction.atomic
def remind_due(*, number: str, officer_id: int, at: datetime) -> int:
    """Remind all districts of what is late or due soon; returns how many reminders went out."""
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    one = campaign_of(number, by, whole=True)
    soon = add_working_days(at.date(), terms_on(at.date()).whole("remind_days"))
    sent = 0
    for task in one.tasks.select_for_update().filter(done_at=None, due_on__lte=soon):
        if _may_remind(task, at):
            _reminded(task, by.username, at)
            sent += 1
    return sent


def _task(task_id: int, by: Colleague) -> Task:
    one = Task.objects.select_for_update().select_related("campaign").filter(pk=task_id).first()
    if one is None or by.district is None or not by.district.reaches(one.region_code):
        raise NotAllowed(_NO_TASK)
    campaign_of(one.campaign.number, by)
    return one


def _may_remind(one: Task, at: datetime) -> bool:
    last = one.reminded_on
    return last is None or at.date() >= add_working_days(last, terms_on(at.date()).whole("remind_again_days"))


def _reminded(one: Task, actor: str, at: datetime) -> None:
    if not _may_remind(one, at):
        raise NotAllowed(_REMINDED)
    one.reminded_on, one.reminders = at.date(), one.reminders + 1
    one.save(update_fields=["reminded_on", "reminders"])
    keep(one.campaign, "reminded", actor, at, region=one.region_code, note=one.title, details={"task": one.pk, "times": one.reminders})


def districts_among(given: Sequence[str], by: Colleague) -> list[str]:
    """Return the districts chosen, each the region of an office below or of one's own."""
    known = {prefix for _pk, _name, prefix in offices.offices_of(district=by.district)} if by.district else set()
    codes = sorted(set(given))
    if not codes or not set(codes) <= known:
        raise NotAllowed(_DISTRICTS)
    return codes
