"""What is asked of reports: which district has sent what, one report whole, and the rows of its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lookthrough.cases.campaigns.figures import TITLES, figures
from lookthrough.cases.campaigns.forms import Item, kept
from lookthrough.cases.campaigns.lateness import late_days
from lookthrough.cases.campaigns.models import Campaign, Report
from lookthrough.cases.campaigns.queries import find, reports_of
from lookthrough.cases.campaigns.report_operations import digest
from lookthrough.cases.campaigns.stages import ORDER, Stage
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as a list shows it."""

    report_id: int
    region_code: str
    stage: str
    version: int
    state: str
    sent_at: datetime | None
    sent_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Due:
    """A report that a district owes: its stage, its last day, and the newest one there is."""

    region_code: str
    stage: str
    due_on: date
    newest: ReportRow | None
    late: bool  # not sent, and its last day has passed

    @property
    def sent(self) -> bool:
        """Return whether one has been sent."""
        return self.newest is not None and (self.newest.state == "sent" or self.newest.version > 1)


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report whole; ``figures`` of a draft are those of today, of a sent one those it was sent with."""

    row: ReportRow
    number: str
    campaign: str
    basis: str
    whole: bool  # the campaign's own, added up from districts
    form: Sequence[Item]
    answers: Mapping[str, Any]
    figures: Mapping[str, int]
    parts: Sequence[Mapping[str, Any]]
    sha256: str
    sound: bool  # the hash is still that of what the report says
    drafted_by: str
    drafted_at: datetime
    due_on: date

    @property
    def lines(self) -> list[tuple[Text, int]]:
        """Return the figures with their titles, in order."""
        return [(title, int(self.figures.get(name, 0))) for name, title in TITLES.items()]

    @property
    def said(self) -> list[tuple[Text, Text]]:
        """Return the form's questions with their answers in words."""
        return [(item.title, item.said(self.answers.get(item.slug))) for item in self.form]


def due(*, number: str, district: District, on: date) -> list[Due]:
    """Return for each district and stage before acceptance the report that it owes."""
    one = find(number=number, district=district)
    if one is None:
        return []
    ends = {row.stage: row.due_on for row in one.stages.all()}
    codes = sorted(set(one.tasks.filter(region_code__startswith=district.prefix).values_list("region_code", flat=True)))
    newest = {(row.region_code, row.stage): row for row in reports_of(one, district).order_by("version")}
    sent = {(row.region_code, row.stage) for row in newest.values() if row.state == "sent" or row.version > 1}
    return [
        Due(
            code, stage, ends[stage], _row(newest[code, stage]) if (code, stage) in newest else None,
            (code, stage) not in sent and late_days(ends[stage], on) > 0,
        )
        for stage in ORDER if stage is not Stage.ACCEPTANCE for code in codes
    ]  # fmt: skip


def rolled_up(*, number: str, district: District) -> list[ReportRow]:
    """Return the campaign's own reports, the newest first; for who reaches all of it."""
    one = find(number=number, district=district)
    if one is None or not district.reaches(one.region_prefix):
        return []
    codes = set(one.tasks.values_list("region_code", flat=True))
    found = one.reports.filter(region_code=one.region_prefix).order_by("-sent_at", "-pk")
    return [_row(row) for row in found if row.parts or row.region_code not in codes]


def report(*, report_id: int, district: District, on: date) -> ReportFile | None:
    """Return one report of a district, or nothing."""
    one = Report.objects.select_related("campaign").filter(pk=report_id).first()
    if one is None or not district.reaches(one.region_code):
        return None
    return _file(one, on)


def preview(*, number: str, region_code: str, stage: str, district: District, on: date) -> Mapping[str, int]:
    """Return the figures that a report sent today would carry."""
    one = find(number=number, district=district)
    return figures(campaign=one, region=region_code, stage=stage, on=on) if one and district.reaches(region_code) else {}


def versions(*, report_id: int, district: District) -> list[ReportRow]:
    """Return all versions of a report, the newest first."""
    one = Report.objects.filter(pk=report_id).first()
    if one is None or not district.reaches(one.region_code):
        return []
    found = Report.objects.filter(campaign=one.campaign_id, stage=one.stage, region_code=one.region_code).order_by("-version")
    return [_row(row) for row in found]


def _file(one: Report, on: date) -> ReportFile:
    campaign: Campaign = one.campaign
    draft = one.state == "draft"
    counted = figures(campaign=campaign, region=one.region_code, stage=one.stage, on=on) if draft else one.figures
    return ReportFile(
        row=_row(one), number=campaign.number, campaign=campaign.name, basis=campaign.basis, whole=bool(one.parts),
        form=kept(campaign.report_form), answers=one.answers, figures=counted, parts=one.parts, sha256=one.sha256,
        sound=draft or digest(one) == one.sha256, drafted_by=one.drafted_by, drafted_at=one.drafted_at,
        due_on=campaign.stages.get(stage=one.stage).due_on,
    )  # fmt: skip


def _row(one: Report) -> ReportRow:
    return ReportRow(one.pk, one.region_code, one.stage, one.version, one.state, one.sent_at, one.sent_by, one.reason)
