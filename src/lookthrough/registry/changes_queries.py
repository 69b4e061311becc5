"""What is asked of a firm's history: dated entries with their source, where it stands now, and its licences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from lookthrough.kernel.texts import Text
from lookthrough.registry.changes import ABOUT_PEOPLE, KINDS, STATUSES
from lookthrough.registry.changes_columns import COLUMNS
from lookthrough.registry.models import Company, CompanyChange, CompanyEvent, CompanyStanding, HeldValue, WatchEntry

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class FirmEvent:
    """One entry of a firm's timeline: the day, its kind (a notice's kind, ``file_change``, ``correction``, ``watch``), what, where from."""

    at: date
    kind: str
    text: Text
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a firm still exists, and its two places."""

    status: str
    status_title: Text
    status_on: date | None
    registered_address: str
    registered_region_code: str
    operating_address: str
    operating_region_code: str


def events_of(company_id: str) -> list[FirmEvent]:
    """Return what happened to a firm, newest first: notices, values a later file changed, corrections, terms on the watch list."""
    company = Company.objects.filter(identity=company_id).first()
    if company is None:
        return []
    found = [*_notices(company), *_file_changes(company), *_corrections(company), *_watched(company)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def standing_of(company_id: str) -> Standing:
    """Return where a firm stands; a firm no notice told of is active, at the place the file gives."""
    found = CompanyStanding.objects.filter(company__identity=company_id).first() or CompanyStanding()
    return Standing(
        found.status, STATUSES.get(found.status, Text(found.status, found.status)), found.status_on, found.registered_address,
        found.registered_region_code, found.operating_address, found.operating_region_code,
    )  # fmt: skip


def _notices(company: Company) -> Iterator[FirmEvent]:
    for one in CompanyEvent.objects.filter(company=company):
        title, change = KINDS[one.kind], "" if one.kind in ABOUT_PEOPLE else _change(one.before, one.after)
        yield FirmEvent(one.on, one.kind, _with(title, change), f"{one.source_file}:{one.source_row}")


def _file_changes(company: Company) -> Iterator[FirmEvent]:
    notices = CompanyEvent.objects.filter(company=company).values("source_file")
    for one in CompanyChange.objects.filter(company=company).exclude(source__name__in=notices).select_related("source"):
        if one.column in COLUMNS:
            title = Text(f"登记数据更新：{COLUMNS[one.column].zh}", f"register file updated: {COLUMNS[one.column].en}")
            day = timezone.localtime(one.changed_at).date()
            yield FirmEvent(day, "file_change", _with(title, _change(one.old, one.new)), f"{one.source.name}:{one.source_row}")


def _corrections(company: Company) -> Iterator[FirmEvent]:
    for one in HeldValue.objects.filter(company=company, correction__isnull=False).select_related("correction"):
        title = Text(f"更正：{COLUMNS[one.column].zh}", f"corrected: {COLUMNS[one.column].en}")
        made = one.correction.decided_at or one.correction.made_at if one.correction else None
        if made:
            yield FirmEvent(
                timezone.localtime(made).date(), "correction", _with(title, _change(one.before, one.value)), f"#{one.correction_id}"
            )


def _watched(company: Company) -> Iterator[FirmEvent]:
    for one in WatchEntry.objects.filter(company=company).select_related("put_by"):
        yield FirmEvent(one.from_on, "watch", Text("列入重点监管对象", "put on the key watch list"), one.put_by.username)
        if one.taken_off_on:
            yield FirmEvent(one.taken_off_on, "watch", Text("移出重点监管对象", "taken off the key watch list"), one.put_by.username)


def _change(before: str, after: str) -> str:
    return " → ".join(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for text in (before, after) if text)


def _with(title: Text, change: str) -> Text:
    return Text(f"{title.zh}：{change}", f"{title.en}: {change}") if change else title
