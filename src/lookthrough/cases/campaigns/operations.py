"""A campaign from above: opened with its stages, fields and districts, moved from stage to stage, tasks set and reminded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from lookthrough.cases.campaigns.acting import CHOOSE, campaign_of, keep, worker, written
from lookthrough.cases.campaigns.catalogue import terms_on
from lookthrough.cases.campaigns.forms import form, item_from, kept
from lookthrough.cases.campaigns.models import Acceptance, Campaign, CampaignField, CampaignStage, Task, Visit
from lookthrough.cases.campaigns.stages import ORDER, STAGES, Stage, next_stage, stage_before
from lookthrough.kernel.calendar import add_working_days
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_MOST_FIELDS, _MOST_ITEMS = 20, 40
_DATES = Text("各阶段须写明起止日期，后一阶段不早于前一阶段", "every stage needs its days, none before the stage that it follows")
_FIELDS = Text(
    "至少写明一个领域及其牵头部门，每行“领域 | 部门”", "name at least one field with its lead department, a line each: field | department"
)
_TWICE = Text("同一领域写了两次", "a field stands twice")
_DISTRICTS = Text("请选择本单位管辖的区县", "please choose districts of your own region")
_LAST = Text("已是最后阶段，请逐区验收后结束", "this is the last stage: accept each district, then end the campaign")
_FIRST = Text("已是第一阶段", "this is the first stage")
_CHANGED = Text("这项整治刚被他人改动，请看过现状再操作", "somebody has just changed the campaign; please look at it again")
_NO_TASK = Text("没有这项任务，或不在您的辖区", "there is no such task in your district")
_DONE = Text("任务已完成", "the task is done")
_NOT_DONE = Text("任务还没有完成", "the task is not done yet")
_SAME_TASK = Text("该区这一阶段已有同名任务", "the district has a task of this name in the stage already")
_REMINDED = Text("刚刚催办过", "it has been reminded just now")
_NOT_ACCEPTED = Text("还有地区没有通过验收：{}", "not every district has been accepted: {}")
_NO_ITEM = Text("没有这个项目", "there is no such item")
_USED = Text("已有走访记录，项目只增不减", "visits have been recorded: items may be added, not removed")
_TOO_MANY = Text("项目太多", "too many items")
_FORMS = {"visit": "visit_form", "report": "report_form"}


@transaction.atomic
def open_campaign(
    *, name: str, basis: str, spans: Mapping[str, tuple[date, date]], fields: Sequence[tuple[str, str]], districts: Sequence[str],
    tasks: Mapping[str, str], officer_id: int, at: datetime,
) -> str:  # fmt: skip
    """Open a campaign of the officer's office and give each district a task for each stage; returns its number."""
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    known = _fields(fields)
    _in_order(spans)
    codes = _districts(districts, by)
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
def add_item(
    *, number: str, of: str, title_zh: str, title_en: str, kind: str, options: Sequence[str], required: bool, officer_id: int, at: datetime
) -> str:
    """Add an item to the form of visits or of reports; returns its slug."""
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    one = campaign_of(number, by, whole=True)
    items = kept(getattr(one, _form(of)))
    made = item_from(
        title_zh=title_zh, title_en=title_en, kind=kind, options=options, required=required, taken={item.slug for item in items}
    )
    if isinstance(made, Text):
        raise NotAllowed(made)
    if len(items) >= _MOST_ITEMS:
        raise NotAllowed(_TOO_MANY)
    setattr(one, _form(of), [item.as_dict() for item in (*items, made)])
    one.save(update_fields=[_form(of)])
    keep(one, "form_item_added", by.username, at, note=made.title.zh, details={"form": of, "item": made.slug})
    return made.slug


@transaction.atomic
def remove_item(*, number: str, of: str, slug: str, officer_id: int, at: datetime) -> None:
    """Take an item out of a form, while no visit or report has answered it."""
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    one = campaign_of(number, by, whole=True)
    items = kept(getattr(one, _form(of)))
    found = next((item for item in items if item.slug == slug), None)
    if found is None or len(items) == 1:
        raise NotAllowed(_NO_ITEM)
    if Visit.objects.filter(entry__campaign=one).exists() if of == "visit" else one.reports.exists():
        raise NotAllowed(_USED)
    setattr(one, _form(of), [item.as_dict() for item in items if item.slug != slug])
    one.save(update_fields=[_form(of)])
    keep(one, "form_item_removed", by.username, at, note=found.title.zh, details={"form": of, "item": slug})


@transaction.atomic
def set_task(*, number: str, stage: str, title: str, due_on: date, districts: Sequence[str], officer_id: int, at: datetime) -> int:
    """Give districts one more task in a stage; returns how many were set."""
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    one, said = campaign_of(number, by, whole=True), written(title, longest=120)
    codes = [code for code in _districts(districts, by) if code.startswith(one.region_prefix)]
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


def _districts(given: Sequence[str], by: Colleague) -> list[str]:
    """Return the districts chosen, each the region of an office below or of one's own."""
    known = {prefix for _pk, _name, prefix in offices.offices_of(district=by.district)} if by.district else set()
    codes = sorted(set(given))
    if not codes or not set(codes) <= known:
        raise NotAllowed(_DISTRICTS)
    return codes


def _own(by: Colleague) -> str:
    return by.district.prefix if by.district else ""


def _title(tasks: Mapping[str, str], stage: Stage) -> str:
    return written(tasks.get(stage, "") or STAGES[stage].zh, longest=120)


def _form(of: str) -> str:
    if of not in _FORMS:
        raise NotAllowed(CHOOSE)
    return _FORMS[of]


def _next_number(today: date) -> str:
    last = Campaign.objects.filter(number__startswith=f"ZX{today.year}-").order_by("-number").values_list("number", flat=True).first()
    return f"ZX{today.year}-{int(last.split('-')[1]) + 1 if last else 1:02d}"
