"""From draft to issued document: saved in versions, handed in, approved by a second person, numbered without a gap, frozen by hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.audit import operations as audit
from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.papers import milestone_operations, templates, wording
from lookthrough.cases.papers.case_values import case_values, letterhead
from lookthrough.cases.papers.evidence_refusals import as_refusals
from lookthrough.cases.papers.filling import filled, missing
from lookthrough.cases.papers.kind import Field, PaperKind, paper_kinds
from lookthrough.cases.papers.models import Paper, PaperVersion, Series
from lookthrough.evidence import operations as evidence
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.offices.sealing import opened, sealed
from lookthrough.registry.handling_operations import NotAllowed

LONGEST, MOST_ROWS = 20_000, 500
_NO_KIND = Text("没有这种文书", "there is no such kind of document")
_NO_PAPER = Text("没有这份文书，或不在您的辖区", "there is no such document in your district")
_NOT_DRAFT = Text(
    "文书已提交或已签发，不能修改；如需修改请先退回", "it was handed in or issued and cannot be changed; have it sent back first"
)
_NOT_SUBMITTED = Text("文书没有等待审批", "it does not wait for approval")
_OWN = Text("起草人、修改人、提交人不能自己审批", "whoever drafted, changed or handed it in does not approve it")
_NOT_ISSUED = Text("文书还没有签发", "it was not issued")
_NOT_GIVEN_UP = Text("文书没有作废", "it was not given up")
_TOO_LONG = Text(f"一个字段最多 {LONGEST} 字，表格最多 {MOST_ROWS} 行", f"a field has at most {LONGEST} signs, a table {MOST_ROWS} rows")
_WHY = Text("请写明理由", "please say why")
_NONE: Mapping[str, str] = {}


@transaction.atomic
def draft(*, case_number: str, kind: str, officer_id: int, at: datetime, booked: Mapping[str, str] = _NONE) -> int:
    """Begin a document of a case, filled from the case as far as it goes, and from its books (``booked``); returns its id."""
    by = case_operations.may_act(number=case_number, officer_id=officer_id, at=at, action=Action.WORK_PAPERS)
    form, case = _kind(kind), _case(case_number, officer_id)
    prefix = by.district.prefix if by.district else ""
    paper = Paper.objects.create(case_number=case_number, kind=kind, region_prefix=prefix, drafted_by=by.username, drafted_at=at)
    _keep_version(paper, case_values(case=case, kind=form, by=by, on=localdate(at)) | _known(form, booked), by, at)
    _tell(paper, "paper_drafted", by, at)
    return paper.pk


@transaction.atomic
def save(*, paper_id: int, values: Mapping[str, Any], version: int, officer_id: int, at: datetime) -> int:
    """Save a draft's fields as a new version; refused when somebody saved another one meanwhile. Returns the version."""
    paper, by = _workable(paper_id, officer_id, at)
    if paper.state != "draft":
        raise NotAllowed(_NOT_DRAFT)
    if version != paper.version:
        raise NotAllowed(_overtaken(paper))
    kept = _clean(_kind(paper.kind), values)
    if kept != values_of(paper):
        _keep_version(paper, kept, by, at)
        _tell(paper, "paper_saved", by, at)
    return paper.version


@transaction.atomic
def refill(*, paper_id: int, version: int, officer_id: int, at: datetime, booked: Mapping[str, str] = _NONE) -> int:
    """Take what the case says anew: party, office, terms, evidence list; what officers wrote stays. Returns the version."""
    paper, by = _workable(paper_id, officer_id, at)
    form = _kind(paper.kind)
    anew = case_values(case=_case(paper.case_number, officer_id), kind=form, by=by, on=localdate(at)) | _known(form, booked)
    return save(paper_id=paper_id, values=values_of(paper) | anew, version=version, officer_id=officer_id, at=at)


@transaction.atomic
def submit(*, paper_id: int, version: int, officer_id: int, at: datetime, booked: Mapping[str, str] = _NONE) -> None:
    """Hand a draft in for approval; refused while a required field is empty, or where a figure is not what the books say (``booked``)."""
    paper, by = _workable(paper_id, officer_id, at)
    if paper.state != "draft":
        raise NotAllowed(_NOT_DRAFT)
    if version != paper.version:
        raise NotAllowed(_overtaken(paper))
    _refuse_missing(missing(_kind(paper.kind), values_of(paper)))
    _refuse_other_figures(paper, booked)
    paper.state, paper.submitted_by, paper.submitted_at = "submitted", by.username, at
    paper.save()
    _tell(paper, "paper_submitted", by, at)


@transaction.atomic
def take_back(*, paper_id: int, officer_id: int, at: datetime) -> None:
    """Take a document back that was handed in and not yet decided."""
    paper, by = _workable(paper_id, officer_id, at)
    if paper.state != "submitted":
        raise NotAllowed(_NOT_SUBMITTED)
    paper.state = "draft"
    paper.save()
    _tell(paper, "paper_taken_back", by, at)


@transaction.atomic
def decide(*, paper_id: int, agreed: bool, reason: str, officer_id: int, at: datetime, booked: Mapping[str, str] = _NONE) -> str:
    """Approve or send back, as the second person. Approved, the document is issued: numbered, dated, frozen. Returns its number."""
    paper, by = _workable(paper_id, officer_id, at, action=Action.APPROVE_PAPERS)
    if paper.state != "submitted":
        raise NotAllowed(_NOT_SUBMITTED)
    if by.username in _authors(paper):
        raise NotAllowed(_OWN)
    if not agreed and not reason.strip():
        raise NotAllowed(_WHY)
    paper.decided_by, paper.decided_at, paper.decision = by.username, at, reason.strip()[:LONGEST]
    if agreed:
        _refuse_other_figures(paper, booked)
        _issue(paper, by, at)
    else:
        paper.state = "draft"
        paper.save()
        _tell(paper, "paper_sent_back", by, at)
    return paper.number


@transaction.atomic
def annul(*, paper_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Annul an issued document, by somebody who may approve and neither wrote nor approved it; its number is never given again."""
    paper, by = _workable(paper_id, officer_id, at, action=Action.APPROVE_PAPERS)
    if paper.state != "issued":
        raise NotAllowed(_NOT_ISSUED)
    if by.username in _authors(paper):
        raise NotAllowed(_OWN)
    if not reason.strip():
        raise NotAllowed(_WHY)
    paper.state, paper.decision = "annulled", reason.strip()[:LONGEST]
    paper.save()
    milestone_operations.take_back(paper=paper, reason=f"文书 {paper.number} 已撤销：{paper.decision}", actor=by.username, at=at)
    _note(
        paper,
        "paper_annulled",
        Text(f"撤销文书 {paper.number}：{paper.decision}", f"document {paper.number} annulled: {paper.decision}"),
        by,
        at,
    )


@transaction.atomic
def give_up(*, paper_id: int, officer_id: int, at: datetime) -> None:
    """Give a draft up; it can be taken up again."""
    _turn(paper_id, officer_id, at, before="draft", after="given_up", refusal=_NOT_DRAFT)


@transaction.atomic
def take_up(*, paper_id: int, officer_id: int, at: datetime) -> None:
    """Take a draft up again that was given up."""
    _turn(paper_id, officer_id, at, before="given_up", after="draft", refusal=_NOT_GIVEN_UP)


def values_of(paper: Paper, version: int | None = None) -> dict[str, Any]:
    """Return the fields of a version, the newest unless another is named. For the modules of this room."""
    found = paper.versions.get(version=version or paper.version)
    said: dict[str, Any] = json.loads(opened(found.values_sealed, about=f"paper {paper.pk} {found.version}"))
    return said


def rendered(paper: Paper, *, values: Mapping[str, Any], mark_missing: bool) -> bytes:
    """Return the Word file of a document that is not issued. For the modules of this room."""
    used = templates.in_force(kind=paper.kind, region_prefix=paper.region_prefix)
    return filled(used.content, kind=_kind(paper.kind), values=values, mark_missing=mark_missing)


def _issue(paper: Paper, by: Colleague, at: datetime) -> None:
    """Number, date, fill, freeze: all or nothing, so that no number is lost."""
    form, day = _kind(paper.kind), localdate(at)
    values = values_of(paper)
    _refuse_missing(missing(form, values))
    paper.year, paper.place = day.year, _next_place(paper, day.year)
    paper.number = wording.numbered(
        office_mark=letterhead(paper.region_prefix).mark, mark=form.mark, year=day.year, place=paper.place, on=day
    )
    used = templates.in_force(kind=paper.kind, region_prefix=paper.region_prefix)
    dated = {"number": paper.number, "issued_on": wording.day_of_issue(day), "issued_on_in_characters": wording.day_in_characters(day)}
    content = filled(used.content, kind=form, values=values | dated, mark_missing=False)
    paper.state, paper.issued_on, paper.template_version, paper.template_sha256 = "issued", day, used.version, used.sha256
    case = _case(paper.case_number, by.officer_id)
    with as_refusals():
        paper.evidence_number = evidence.take(
            case_number=case.number, region_code=case.region_code, title=f"{form.title.zh} {paper.number}",
            source=str(values.get("office") or by.office), origin="document", origin_reference=paper.number, content=content,
            original_name=f"{paper.number}.docx",
            officer_id=by.officer_id, at=at,
        )  # fmt: skip
        paper.sha256 = evidence.keep_file(content, at=at).sha256
    paper.save()
    said = Text(f"签发{form.title.zh} {paper.number}", f"issued: {form.title.en} {paper.number}")
    _note(paper, "paper_issued", said, by, at)


def _next_place(paper: Paper, year: int) -> int:
    key: dict[str, Any] = {"region_prefix": paper.region_prefix, "kind": paper.kind, "year": year}
    Series.objects.get_or_create(**key)
    series = Series.objects.select_for_update().get(**key)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def _refuse_missing(lacking: list[Field]) -> None:
    if lacking:
        zh, en = "、".join(one.title.zh for one in lacking), ", ".join(one.title.en for one in lacking)
        raise NotAllowed(Text(f"还缺：{zh}", f"still missing: {en}"))


def _known(form: PaperKind, booked: Mapping[str, str]) -> dict[str, str]:
    return {name: said for name, said in booked.items() if name in form.known}


def _refuse_other_figures(paper: Paper, booked: Mapping[str, str]) -> None:
    """Refuse figures that were typed over, or that the books have left behind since."""
    form, values = _kind(paper.kind), values_of(paper)
    other = [form.known[name].title for name, said in _known(form, booked).items() if values.get(name, "") != said]
    if other:
        zh, en = "、".join(one.zh for one in other), ", ".join(one.en for one in other)
        raise NotAllowed(
            Text(f"与账目不一致，请先“从案件重新填入”：{zh}", f"not what the books say, take what the case says anew first: {en}")
        )


def _clean(form: PaperKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the known fields alone: texts as texts, tables as rows of texts without empty ones; number and day are not typed."""
    kept: dict[str, Any] = {}
    for name, one in form.known.items():
        if name in ("number", "issued_on", "issued_on_in_characters"):
            continue
        given = values.get(name)
        if one.rows:
            rows = [{column.name: str(row.get(column.name, "")).strip() for column in one.rows} for row in given or []]
            kept[name] = [row for row in rows if any(row.values())]
        elif given is not None:
            kept[name] = str(given).replace("\r\n", "\n").strip()
        if len(kept.get(name, "")) > (MOST_ROWS if one.rows else LONGEST):
            raise NotAllowed(_TOO_LONG)
    return kept


def _keep_version(paper: Paper, values: Mapping[str, Any], by: Colleague, at: datetime) -> None:
    paper.version += 1
    paper.save()
    said = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
    text = sealed(said, about=f"paper {paper.pk} {paper.version}")
    PaperVersion.objects.create(paper=paper, version=paper.version, values_sealed=text, saved_by=by.username, saved_at=at)


def _authors(paper: Paper) -> set[str]:
    return {paper.drafted_by, paper.submitted_by, *paper.versions.values_list("saved_by", flat=True)} | (
        {paper.decided_by} if paper.state == "issued" else set()
    )


def _overtaken(paper: Paper) -> Text:
    last = paper.versions.first()
    who, when = (last.saved_by, f"{last.saved_at:%Y-%m-%d %H:%M}Z") if last else ("", "")
    return Text(f"{who} 已于 {when} 保存了新版本，请先查看", f"{who} saved a newer version at {when}: look at it first")


def _turn(paper_id: int, officer_id: int, at: datetime, *, before: str, after: str, refusal: Text) -> None:
    paper, by = _workable(paper_id, officer_id, at)
    if paper.state != before:
        raise NotAllowed(refusal)
    paper.state = after
    paper.save(update_fields=["state"])
    _tell(paper, f"paper_{after}", by, at)


def _workable(paper_id: int, officer_id: int, at: datetime, action: Action = Action.WORK_PAPERS) -> tuple[Paper, Colleague]:
    paper = Paper.objects.select_for_update().filter(pk=paper_id).first()
    if paper is None or case_queries.case(number=paper.case_number, officer_id=officer_id) is None:
        raise NotAllowed(_NO_PAPER)
    return paper, case_operations.may_act(number=paper.case_number, officer_id=officer_id, at=at, action=action)


def _kind(slug: str) -> PaperKind:
    found = paper_kinds().get(slug)
    if found is None:
        raise NotAllowed(_NO_KIND)
    return found


def _case(number: str, officer_id: int) -> CaseFacts:
    found = case_queries.case(number=number, officer_id=officer_id)
    if found is None:
        raise NotAllowed(_NO_PAPER)
    return found


def _note(paper: Paper, kind: str, said: Text, by: Colleague, at: datetime) -> None:
    _tell(paper, kind, by, at)
    case_operations.note_event(number=paper.case_number, kind=kind, text=said, reference=paper.number, actor=by.username, at=at)


def _tell(paper: Paper, action: str, by: Colleague, at: datetime) -> None:
    details = {"case": paper.case_number, "kind": paper.kind, "version": paper.version, "number": paper.number, "sha256": paper.sha256}
    audit.record(actor=by.username, action=action, object_type="paper", object_id=str(paper.pk), purpose="", at=at, details=details)
