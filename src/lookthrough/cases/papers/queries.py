"""What is asked of documents: those of a case, one with its fields and versions, its Word and PDF file, an office's templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from lookthrough.audit import operations as audit
from lookthrough.cases import case_queries
from lookthrough.cases.papers import case_values, operations, previews, templates
from lookthrough.cases.papers.filling import missing
from lookthrough.cases.papers.kind import Field, PaperKind, paper_kinds
from lookthrough.cases.papers.models import Letterhead, Paper, Template
from lookthrough.cases.papers.previews import Preview
from lookthrough.evidence import queries as evidence
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

TAB = "papers"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A document in a list."""

    paper_id: int
    case_number: str
    kind: str
    form: PaperKind
    state: str
    version: int
    number: str
    issued_on: date | None
    drafted_by: str
    drafted_at: datetime
    submitted_by: str
    decided_by: str
    decision: str
    sha256: str
    evidence_number: str
    template_version: int


@dataclass(frozen=True, slots=True)
class Saved:
    """One version: who saved it when, and which fields it changed."""

    version: int
    saved_by: str
    saved_at: datetime
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperView:
    """One document whole."""

    row: PaperRow
    values: Mapping[str, Any]
    lacking: list[Field]
    versions: list[Saved]
    may_decide: bool


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template of an office."""

    kind: str
    version: int
    state: str
    note: str
    sha256: str
    brought_by: str
    brought_at: datetime
    decided_by: str
    own: bool


def papers(*, case_number: str, officer_id: int, on: date | None = None) -> list[PaperRow]:
    """Return the documents of a case that the officer may see, the newest first; ``on`` a day, persons from outside see issued ones."""
    by, found = _reader(case_number, officer_id, on), Paper.objects.filter(case_number=case_number)
    return [_row(one) for one in found if by and _may_read(by, one)]


def paper(*, paper_id: int, officer_id: int, on: date | None = None) -> PaperView | None:
    """Return one document, if the officer may see its case."""
    one = Paper.objects.filter(pk=paper_id).first()
    by = _reader(one.case_number, officer_id, on) if one else None
    if one is None or by is None or not _may_read(by, one):
        return None
    values, form = operations.values_of(one), paper_kinds()[one.kind]
    decides = by.may(Action.APPROVE_PAPERS) and by.username not in {one.drafted_by, one.submitted_by}
    return PaperView(_row(one), values, missing(form, values), _versions(one, form), decides)


def word_file(*, paper_id: int, officer_id: int, at: datetime, version: int | None = None) -> bytes | None:
    """Return a document as Word: the frozen file of an issued one, else the draft with what is missing marked. The reading is recorded."""
    one = Paper.objects.filter(pk=paper_id).first()
    by = _reader(one.case_number, officer_id, localdate(at)) if one else None
    if one is None or by is None or not _may_read(by, one):
        return None
    audit.record(
        actor=by.username, action="read_paper", object_type="paper", object_id=str(one.pk), purpose="", at=at,
        details={"case": one.case_number, "number": one.number, "version": version or one.version},
    )  # fmt: skip
    if one.sha256 and version is None:
        return evidence.content(sha256=one.sha256)
    return operations.rendered(one, values=operations.values_of(one, version), mark_missing=True)


def pdf_file(*, paper_id: int, officer_id: int, at: datetime) -> Preview | None:
    """Return a document as PDF, and whether LibreOffice set it."""
    content = word_file(paper_id=paper_id, officer_id=officer_id, at=at)
    return previews.preview(content, at=at) if content else None


def own_templates(*, officer_id: int) -> list[TemplateRow]:
    """Return the templates that the officer's office, or one above it, brought."""
    by = offices.able(officer_id=officer_id, action=Action.SEE_PAPERS)
    prefix = by.district.prefix if by and by.district else ""
    above = [prefix[:length] for length in range(1, len(prefix) + 1)]
    return [_template(one, prefix) for one in Template.objects.filter(region_prefix__in=above)] if by else []


def template_file(*, kind: str, version: int | None, officer_id: int) -> bytes | None:
    """Return a template: one of the office's versions, the shipped one for 0, the one in force for none."""
    by = offices.able(officer_id=officer_id, action=Action.SEE_PAPERS)
    if by is None or by.district is None or kind not in paper_kinds():
        return None
    if version is None:
        return templates.in_force(kind=kind, region_prefix=by.district.prefix).content
    if version == 0:
        return templates.shipped(kind).content
    found = Template.objects.filter(kind=kind, version=version, region_prefix=by.district.prefix).first()
    return bytes(found.content) if found else None


def letterhead(*, officer_id: int) -> Letterhead | None:
    """Return what the officer's office puts on its documents."""
    by = offices.able(officer_id=officer_id, action=Action.SEE_PAPERS)
    return case_values.letterhead(by.district.prefix, name=by.office) if by and by.district else None


def _reader(case_number: str, officer_id: int, on: date | None) -> Colleague | None:
    """Return who may read documents of a case: by role, or from outside by a view of this page that is open on the day."""
    facts = case_queries.case(number=case_number, officer_id=officer_id, on=on)
    if facts is None or (facts.only_tabs is not None and TAB not in facts.only_tabs):
        return None
    action = Action.SEE_PAPERS if facts.only_tabs is None else Action.SEE_SHARED_CASES
    return offices.able(officer_id=officer_id, action=action)


def _may_read(by: Colleague, one: Paper) -> bool:
    return by.may(Action.SEE_PAPERS) or one.state == "issued"


def _row(one: Paper) -> PaperRow:
    return PaperRow(
        one.pk, one.case_number, one.kind, paper_kinds()[one.kind], one.state, one.version, one.number, one.issued_on, one.drafted_by,
        one.drafted_at, one.submitted_by, one.decided_by, one.decision, one.sha256, one.evidence_number, one.template_version,
    )  # fmt: skip


def _versions(one: Paper, form: PaperKind) -> list[Saved]:
    rows, said = list(one.versions.order_by("version")), []
    before: Mapping[str, Any] = {}
    for row in rows:
        values = operations.values_of(one, row.version)
        changed = tuple(name for name in form.known if values.get(name) != before.get(name)) if before else ()
        said.append(Saved(row.version, row.saved_by, row.saved_at, changed))
        before = values
    return said[::-1]


def _template(one: Template, prefix: str) -> TemplateRow:
    own = one.region_prefix == prefix
    return TemplateRow(one.kind, one.version, one.state, one.note, one.sha256, one.brought_by, one.brought_at, one.decided_by, own)
