"""What is asked of campaigns: those that concern a district, one whole with its wall, what is late or due soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from lookthrough.cases.campaigns.acceptance_operations import counted
from lookthrough.cases.campaigns.acting import concerns
from lookthrough.cases.campaigns.catalogue import criteria, terms_on
from lookthrough.cases.campaigns.forms import Item, kept
from lookthrough.cases.campaigns.lateness import late_days, late_until
from lookthrough.cases.campaigns.models import Acceptance, Campaign, CampaignAct, Report, Task
from lookthrough.cases.campaigns.stages import ORDER, Stage
from lookthrough.kernel.calendar import add_working_days
from lookthrough.offices.queries import District


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign of the list; figures are those of the reader's own district."""

    number: str
    name: str
    region_code: str
    state: str
    stage: str
    stage_due_on: date
    firms: int
    handled: int
    late: int
    clashes: int
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class TaskRow:
    """What a district does in a stage; ``late_days`` are working days since the day it was due, below nil while it is not."""

    task_id: int
    number: str
    campaign: str
    region_code: str
    stage: str
    title: str
    due_on: date
    done_at: datetime | None
    done_by: str
    note: str
    reminders: int
    reminded_on: date | None
    late_days: int
    soon: bool

    @property
    def standing(self) -> str:
        """Return done, late, soon or open."""
        return "done" if self.done_at else "late" if self.late_days > 0 else "soon" if self.soon else "open"


@dataclass(frozen=True, slots=True)
class Cell:
    """A district in a stage, on the wall: how many tasks, done and late, and whether its report has been sent."""

    tasks: int
    done: int
    late: int
    report: str  # sent, late, waits or not (no report in this stage)
    begun: bool

    @property
    def standing(self) -> str:
        """Return done, late, open, ahead (the stage has not begun) or none."""
        if not self.tasks:
            return "none"
        return (
            "done"
            if self.done == self.tasks and self.report in ("sent", "not")
            else "late"
            if self.late or self.report == "late"
            else "open"
            if self.begun
            else "ahead"
        )


@dataclass(frozen=True, slots=True)
class WallRow:
    """A district on the wall with its firms and its acceptance."""

    region_code: str
    cells: Mapping[str, Cell]
    firms: int
    to_class: int
    handled: int
    clashes: int
    acceptance: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stage with its days."""

    stage: str
    starts_on: date
    due_on: date
    entered_at: datetime | None


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field, its lead department, and how many firms were found in it."""

    field_id: int
    name: str
    lead_department: str
    firms: int
    handled: int


@dataclass(frozen=True, slots=True)
class AcceptanceRow:
    """A proposal for acceptance and how it was decided."""

    acceptance_id: int
    region_code: str
    state: str
    counted: Mapping[str, int]
    confirmed: Mapping[str, str]
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """A campaign whole, as far as a district sees it."""

    number: str
    name: str
    basis: str
    region_code: str
    state: str
    stage: str
    version: int
    opened_by: str
    opened_at: datetime
    ended_at: datetime | None
    spans: Sequence[Span]
    fields: Sequence[FieldRow]
    wall: Sequence[WallRow]
    visit_form: Sequence[Item]
    report_form: Sequence[Item]
    acceptances: Sequence[AcceptanceRow]
    whole: bool  # the reader reaches all of it

    @property
    def districts(self) -> list[str]:
        """Return the districts that the reader sees."""
        return [row.region_code for row in self.wall]


def campaigns(*, district: District, on: date, state: str = "running") -> list[CampaignRow]:
    """Return the campaigns that concern a district, the newest first."""
    found = Campaign.objects.order_by("-opened_at", "-pk")
    found = found.filter(state=state) if state in ("running", "ended") else found
    return [_row(one, district, on) for one in found if concerns(district, one.region_prefix)]


def campaign(*, number: str, district: District, on: date) -> CampaignFile | None:
    """Return one campaign that concerns a district, or nothing."""
    one = find(number=number, district=district)
    if one is None:
        return None
    return CampaignFile(
        number=one.number, name=one.name, basis=one.basis, region_code=one.region_prefix, state=one.state, stage=one.stage,
        version=one.version, opened_by=one.opened_by, opened_at=one.opened_at, ended_at=one.ended_at,
        spans=[Span(row.stage, row.starts_on, row.due_on, row.entered_at) for row in one.stages.all()],
        fields=_fields(one, district), wall=wall(campaign=one, district=district, on=on), visit_form=kept(one.visit_form),
        report_form=kept(one.report_form), acceptances=_acceptances(one, district), whole=district.reaches(one.region_prefix),
    )  # fmt: skip


def find(*, number: str, district: District) -> Campaign | None:
    """Return a campaign that concerns a district, for the modules of this room."""
    one = Campaign.objects.filter(number=number).first()
    return one if one is not None and concerns(district, one.region_prefix) else None


def wall(*, campaign: Campaign, district: District, on: date) -> list[WallRow]:
    """Return the wall: districts by stages, what is done, what is late."""
    tasks = list(campaign.tasks.filter(within(district)))
    codes = sorted({one.region_code for one in tasks})
    sent = set(campaign.reports.filter(state="sent").values_list("region_code", "stage"))
    spans = {row.stage: (row.starts_on, row.due_on) for row in campaign.stages.all()}
    return [_wall_row(campaign, code, [one for one in tasks if one.region_code == code], sent, spans, on) for code in codes]


def tasks(*, district: District, on: date, number: str = "", standing: str = "") -> list[TaskRow]:
    """Return a district's tasks of running campaigns, the first due first; ``standing``: done, late, soon or open."""
    found = Task.objects.select_related("campaign").filter(within(district), campaign__state="running")
    found = found.filter(campaign__number=number) if number else found
    soon = add_working_days(on, terms_on(on).whole("remind_days"))
    rows = [_task(one, on, soon) for one in found]
    return [one for one in rows if not standing or one.standing == standing]


def history(*, number: str, district: District, most: int = 60) -> list[tuple[datetime, str, str, str, str]]:
    """Return the latest acts of a campaign in a district: when, who, what, where, with what words."""
    one = find(number=number, district=district)
    found = (
        CampaignAct.objects.filter(within(district) | Q(region_code=""), campaign=one).exclude(kind="entry_swept")
        if one
        else CampaignAct.objects.none()
    )
    return [(act.at, act.actor, act.kind, act.region_code, act.note) for act in found[:most]]


def missing(*, number: str, region_code: str, district: District) -> dict[str, int]:
    """Return for each counted criterion of acceptance what a district still lacks."""
    one = find(number=number, district=district)
    return counted(campaign=one, region=region_code) if one and district.reaches(region_code) else {}


def to_confirm() -> list[str]:
    """Return the criteria that an officer confirms."""
    return [one.slug for one in criteria() if not one.counted]


def within(district: District) -> Q:
    """Return the rows whose region lies in a district."""
    return Q(region_code__startswith=district.prefix)


def _row(one: Campaign, district: District, on: date) -> CampaignRow:
    entries = one.entries.filter(within(district)).exclude(state="dropped")
    span = one.stages.get(stage=one.stage)
    return CampaignRow(
        one.number, one.name, one.region_prefix, one.state, one.stage, span.due_on, entries.count(),
        entries.filter(state="handled").count(),
        one.tasks.filter(within(district), done_at=None, due_on__lte=late_until(on)).count(),
        entries.filter(clashes__isnull=False, clashes__settled_at=None).distinct().count(), one.opened_at,
    )  # fmt: skip


def _wall_row(
    one: Campaign, code: str, found: Sequence[Task], sent: set[tuple[str, str]], spans: Mapping[str, tuple[date, date]], on: date
) -> WallRow:  # fmt: skip
    entries = one.entries.filter(region_code__startswith=code).exclude(state="dropped")
    accepted = one.acceptances.filter(region_code=code).order_by("-pk").values_list("state", flat=True).first()
    return WallRow(
        code,
        {stage: _cell([row for row in found if row.stage == stage], (code, stage) in sent, stage, spans[stage], on) for stage in ORDER},
        entries.count(), entries.filter(state="found").count(), entries.filter(state="handled").count(),
        entries.filter(clashes__isnull=False, clashes__settled_at=None).distinct().count(), accepted or "",
    )  # fmt: skip


def _cell(found: Sequence[Task], sent: bool, stage: str, span: tuple[date, date], on: date) -> Cell:
    begins_on, ends_on = span
    late = sum(one.done_at is None and late_days(one.due_on, on) > 0 for one in found)
    report = "sent" if sent else "not" if stage == Stage.ACCEPTANCE else "late" if late_days(ends_on, on) > 0 else "waits"
    return Cell(len(found), sum(one.done_at is not None for one in found), late, report, begins_on <= on)


def _task(one: Task, on: date, soon: date) -> TaskRow:
    late = late_days(one.due_on, on) if one.done_at is None else 0
    return TaskRow(
        one.pk, one.campaign.number, one.campaign.name, one.region_code, one.stage, one.title, one.due_on, one.done_at, one.done_by,
        one.note, one.reminders, one.reminded_on, late, one.done_at is None and late <= 0 and one.due_on <= soon,
    )  # fmt: skip


def _fields(one: Campaign, district: District) -> list[FieldRow]:
    found = []
    for field in one.fields.all():
        entries = field.entries.filter(within(district)).exclude(state="dropped")
        found.append(FieldRow(field.pk, field.name, field.lead_department, entries.count(), entries.filter(state="handled").count()))
    return found


def _acceptances(one: Campaign, district: District) -> list[AcceptanceRow]:
    found: QuerySet[Acceptance] = one.acceptances.filter(within(district))
    return [
        AcceptanceRow(
            row.pk, row.region_code, row.state, row.counted, row.confirmed, row.proposed_by, row.proposed_at, row.decided_by,
            row.decided_at, row.reason,
        )
        for row in found
    ]  # fmt: skip


def reports_of(one: Campaign, district: District) -> QuerySet[Report]:
    """Return the reports of a campaign that a district sees, for the modules of this room."""
    return one.reports.filter(within(district))
