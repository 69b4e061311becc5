"""A campaign from above: opened with its stages, fields and districts, moved from stage to stage, ended, opened again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from lookthrough.cases.campaigns.acting import CHOOSE, campaign_of, keep, worker, written
from lookthrough.cases.campaigns.forms import form
from lookthrough.cases.campaigns.models import Acceptance, Campaign, CampaignField, CampaignStage, Task
from lookthrough.cases.campaigns.stages import ORDER, STAGES, Stage, next_stage, stage_before
from lookthrough.cases.campaigns.task_operations import districts_among
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_MOST_FIELDS = 20
_DATES = Text("各阶段须写明起止日期，后一阶段不早于前一阶段", "every stage needs its days, none before the stage that it follows")
_FIELDS = Text(
    "至少写明一个领域及其牵头部门，每行“领域 | 部门”", "name at least one field with its lead department, a line each: field | department"
)
_TWICE = Text("同一领域写了两次", "a field stands twice")
_LAST = Text("已是最后阶段，请逐区验收后结束", "this is the last stage: accept each district, then end the campaign")
_FIRST = Text("已是第一阶段", "this is the first stage")
_CHANGED = Text("这项整治刚被他人改动，请看过现状再操作", "somebody has just changed the campaign; please look at it again")
_NOT_ACCEPTED = Text("还有地区没有通过验收：{}", "not every district has been accepted: {}")


@transaction.atomic
def open_campaign(
    *, name: str, basis: str, spans: Mapping[str, tuple[date, date]], fields: Sequence[tuple[str, str]], districts: Sequence[str],
    tasks: Mapping[str, str], officer_id: int, at: datetime,
) -> str:  # fmt: skip
    """Open a campaign of the officer's office and give each district a task for each stage; returns its number."""
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    known = _fields(fields)
    _in_order(spans)
    codes = districts_among(districts, by)
    one = Campaign.objects.create(
        number=_next_number(at.date()), name=written(name, longest=120), basis=written(basis), region_prefix=_own(by), stage=Stage.DEPLOY,
        visit_form=[item.as_dict() for item in form("field_visit")], report_form=[item.as_dict() for item in form("stage_report")],
        opened_by=by.username, opened_at=at,
    )  # fmt: skip
    for stage in ORDER:
        begin, end = spans[stage]
        first = at if stage is Stage.DEPLOY else None
        CampaignStage.objects.create(campaign=one, stage=stage, starts_on=begin, due_on=end, entered_at=first)
    CampaignField.objects.bulk_create(CampaignField(campaign=one, name=field, lead_department=lead) for field, lead in known)
    Task.objects.bulk_create(
        Task(campaign=one, region_code=code, stage=stage, title=_title(tasks, stage), due_on=spans[stage][1])
        for code in codes
        for stage in ORDER
    )
    keep(one, "opened", by.username, at, note=one.name, details={"districts": codes, "fields": [field for field, _lead in known]})
    return one.number


@transaction.atomic
def advance(*, number: str, version: int, officer_id: int, at: datetime) -> str:
    """Move a campaign to its next stage; what is late in the stage before stays late on the wall. Returns the stage."""
    return _move(number, version, officer_id, at, "stage", next_stage, _LAST)


@transaction.atomic
def step_back(*, number: str, version: int, officer_id: int, at: datetime) -> str:
    """Take a move to the next stage back."""
    return _move(number, version, officer_id, at, "stage_back", stage_before, _FIRST)


@transaction.atomic
def change_dates(*, number: str, stage: str, starts_on: date, due_on: date, reason: str, officer_id: int, at: datetime) -> None:
    """Move a stage's days; tasks that ended with the stage and are not done move with it."""
    by, why = worker(officer_id, Action.LEAD_CAMPAIGNS), written(reason)
    one = campaign_of(number, by, whole=True)
    if stage not in STAGES:
        raise NotAllowed(CHOOSE)
    spans = {row.stage: (row.starts_on, row.due_on) for row in one.stages.all()}
    before, spans[stage] = spans[stage], (starts_on, due_on)
    _in_order(spans)
    one.stages.filter(stage=stage).update(starts_on=starts_on, due_on=due_on)
    moved = one.tasks.filter(stage=stage, due_on=before[1], done_at=None).update(due_on=due_on)
    said = f"{STAGES[stage].zh} {before[0]}–{before[1]} → {starts_on}–{due_on}：{why}"
    keep(one, "stage_dates", by.username, at, note=said, details={"stage": stage, "tasks": moved})


@transaction.atomic
def add_field(*, number: str, name: str, lead_department: str, officer_id: int, at: datetime) -> None:
    """Add a field with its lead department."""
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    one = campaign_of(number, by, whole=True)
    field, lead = written(name, longest=60), written(lead_department, longest=80)
    if one.fields.filter(name=field).exists():
        raise NotAllowed(_TWICE)
    CampaignField.objects.create(campaign=one, name=field, lead_department=lead)
    keep(one, "field_added", by.username, at, note=f"{field}｜{lead}")


@transaction.atomic
def end(*, number: str, reason: str, version: int, officer_id: int, at: datetime) -> None:
    """End a campaign, once every district has been accepted."""
    by, why = worker(officer_id, Action.LEAD_CAMPAIGNS), written(reason)
    one = _unchanged(campaign_of(number, by, whole=True), version)
    accepted = set(Acceptance.objects.filter(campaign=one, state="accepted").values_list("region_code", flat=True))
    left = sorted(set(one.tasks.values_list("region_code", flat=True)) - accepted)
    if left:
        names = offices.region_names()
        said = "、".join(names.get(code, code) for code in left)
        raise NotAllowed(Text(_NOT_ACCEPTED.zh.format(said), _NOT_ACCEPTED.en.format(said)))
    one.state, one.ended_at, one.version = "ended", at, one.version + 1
    one.save(update_fields=["state", "ended_at", "version"])
    keep(one, "ended", by.username, at, note=why)


@transaction.atomic
def reopen(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Open a campaign again that had ended; its districts stay accepted until they are reopened one by one."""
    by, why = worker(officer_id, Action.LEAD_CAMPAIGNS), written(reason)
    one = campaign_of(number, by, whole=True, ended=True)
    if one.state == "running":
        raise NotAllowed(_CHANGED)
    one.state, one.ended_at, one.version = "running", None, one.version + 1
    one.save(update_fields=["state", "ended_at", "version"])
    keep(one, "reopened", by.username, at, note=why)


def _move(number: str, version: int, officer_id: int, at: datetime, kind: str, way: object, nowhere: Text) -> str:
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    one = _unchanged(campaign_of(number, by, whole=True), version)
    to = way(one.stage)  # type: ignore[operator]
    if to is None:
        raise NotAllowed(nowhere)
    before, one.stage, one.version = one.stage, to, one.version + 1
    one.save(update_fields=["stage", "version"])
    one.stages.filter(stage=to, entered_at=None).update(entered_at=at)
    keep(one, kind, by.username, at, note=f"{STAGES[before].zh} → {STAGES[to].zh}", details={"before": before, "after": to})
    return str(to)


def _unchanged(one: Campaign, version: int) -> Campaign:
    if one.version != version:
        raise NotAllowed(_CHANGED)
    return one


def _fields(given: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    known = [(name.strip()[:60], lead.strip()[:80]) for name, lead in given if name.strip()]
    if not known or len(known) > _MOST_FIELDS or not all(lead for _name, lead in known):
        raise NotAllowed(_FIELDS)
    if len({name for name, _lead in known}) < len(known):
        raise NotAllowed(_TWICE)
    return known


def _in_order(spans: Mapping[str, tuple[date, date]]) -> None:
    """Refuse spans that lack a stage, run backwards, or begin or end before the stage that they follow."""
    if set(spans) != {str(stage) for stage in ORDER} or any(begin > end for begin, end in spans.values()):
        raise NotAllowed(_DATES)
    begins, ends = ([spans[stage][place] for stage in ORDER] for place in (0, 1))
    if begins != sorted(begins) or ends != sorted(ends):
        raise NotAllowed(_DATES)


def _own(by: Colleague) -> str:
    return by.district.prefix if by.district else ""


def _title(tasks: Mapping[str, str], stage: Stage) -> str:
    return written(tasks.get(stage, "") or STAGES[stage].zh, longest=120)


def _next_number(today: date) -> str:
    given = Campaign.objects.filter(number__startswith=f"ZX{today.year}-").values_list("number", flat=True)
    return f"ZX{today.year}-{max((int(one.split('-')[1]) for one in given), default=0) + 1:02d}"
