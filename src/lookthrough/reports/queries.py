"""What is asked of monthly reports: those of a district, one whole, its papers, which month comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lookthrough.kernel.periods import Month
from lookthrough.offices.queries import District
from lookthrough.reports import keeping
from lookthrough.reports.models import MonthlyReport


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One version of a report as a list shows it."""

    report_id: int
    month: Month
    office: str
    region_prefix: str
    version: int
    state: str
    number: str
    correction_of: str
    as_of: date
    edition: int
    drafted_by: str
    proposed_by: str
    signed_by: str
    signed_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """One line of a report's history."""

    at: datetime
    actor: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class ReportWhole:
    """One version with content, foreword, history and the hashes of its kept papers."""

    row: ReportRow
    content: Mapping[str, Any]
    content_hash: str
    foreword: str
    files: Mapping[str, str]
    acts: tuple[Act, ...]
    versions: tuple[ReportRow, ...]


def reports(*, district: District) -> list[ReportRow]:
    """Return the reports of a district's offices, newest month first: one's own in every state, those of offices below once signed."""
    return [_row(one) for one in MonthlyReport.objects.defer("content") if _seen(one, district)]


def report(*, report_id: int, district: District) -> ReportWhole | None:
    """Return one report of a district whole."""
    one = MonthlyReport.objects.filter(pk=report_id).first()
    if one is None or not _seen(one, district):
        return None
    acts = tuple(Act(each.at, each.actor, each.kind, each.note) for each in one.acts.all())
    versions = MonthlyReport.objects.defer("content").filter(month=one.month, region_prefix=one.region_prefix).order_by("version")
    return ReportWhole(
        _row(one),
        one.content,
        one.content_hash,
        one.foreword,
        one.files,
        acts,
        tuple(_row(each) for each in versions if _seen(each, district)),
    )


def paper(*, report_id: int, district: District, kind: str, language: str) -> bytes | None:
    """Return a report as PDF or Word; raises ``keeping.PaperChanged`` when a signed paper is not the bytes that were signed."""
    one = MonthlyReport.objects.filter(pk=report_id).first()
    if one is None or not _seen(one, district):
        return None
    return keeping.paper(one, kind=kind, language=language)


def next_month(*, district: District, today: date) -> Month:
    """Return the newest month that is over and has no report in work nor signed; the last month, if all are there."""
    last = Month.of(today).previous
    taken = set(MonthlyReport.objects.filter(region_prefix=district.prefix).exclude(state="discarded").values_list("month", flat=True))
    return next((month for month in (last.plus(-back) for back in range(12)) if str(month) not in taken), last)


_SAME = (
    "office", "region_prefix", "version", "state", "number", "correction_of", "as_of", "edition", "drafted_by", "proposed_by", "signed_by",
    "signed_at", "changed_at",
)  # fmt: skip


def _seen(one: MonthlyReport, district: District) -> bool:
    return one.region_prefix == district.prefix or (one.state == "signed" and one.region_prefix.startswith(district.prefix))


def _row(one: MonthlyReport) -> ReportRow:
    return ReportRow(report_id=one.pk, month=Month.parse(one.month), **{name: getattr(one, name) for name in _SAME})
