"""Documents of a case: the list, one with its fields, how it will look, and its way to the second person."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases import case_queries
from lookthrough.cases.papers import milestone_operations, operations, queries
from lookthrough.cases.papers.kind import EVERYWHERE, Field, paper_kinds
from lookthrough.cases.papers.queries import PaperView
from lookthrough.cases.repayment import report_figures
from lookthrough.console import words
from lookthrough.console.access import carries, needs, officer_id
from lookthrough.console.case_file import case_file, case_page, tab_view
from lookthrough.console.safe_files import attachment, whole
from lookthrough.console.words_of_papers import PAPER_STATES
from lookthrough.evidence.page_pictures import NoPicture, page_picture
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

Deed = Callable[..., object]
DEEDS: dict[str, Deed] = {
    "submit": operations.submit, "take-back": operations.take_back, "give-up": operations.give_up, "take-up": operations.take_up,
    "refill": operations.refill,
}  # fmt: skip
FILED = "filed"
WITH_VERSION = ("submit", "refill")
MOST_PAGES = 12
EMPTY_ROWS = 3
_NOT_TYPED = ("number", "issued_on", "issued_on_in_characters")


@tab_view("papers", Action.SEE_PAPERS)
def case_papers(request: HttpRequest, number: str) -> HttpResponse:
    """Show the documents of a case."""
    context = {
        "rows": queries.papers(case_number=number, officer_id=officer_id(request), on=timezone.localdate()), "kinds": paper_kinds(),
        "states": PAPER_STATES, "may_draft": carries(request, Action.WORK_PAPERS),
    }  # fmt: skip
    return case_page(request, number=number, tab="papers", template="console/papers/list.html", **context)


@tab_view("papers", Action.SEE_PAPERS)
def paper(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """Show one document with its fields."""
    return _page(request, number, paper_id)


@require_POST
@needs(Action.WORK_PAPERS)
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Begin a document."""
    try:
        made = operations.draft(
            case_number=number, kind=request.POST.get("kind", ""), officer_id=officer_id(request), at=timezone.now(),
            booked=_booked(number, request.POST.get("kind", "")),
        )  # fmt: skip
    except NotAllowed as refusal:
        messages.error(request, words.said(refusal.reason))
        return redirect("console:case-papers", number=number)
    return redirect("console:paper", number=number, paper_id=made)


@require_POST
@needs(Action.WORK_PAPERS)
def save(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """Save a draft, and hand it in when that was asked; what was typed stays on the page if it is refused."""
    found = _found(request, number, paper_id)
    said = {**found.values, **_typed(request, found)}
    asked = {"paper_id": paper_id, "officer_id": officer_id(request), "at": timezone.now()}
    try:
        version = operations.save(values=said, version=_version(request), **asked)  # type: ignore[arg-type]
        if request.POST.get("then") == "submit":
            operations.submit(version=version, booked=_booked(number, found.row.kind), **asked)  # type: ignore[arg-type]
            messages.success(request, _("已提交审批。"))
        else:
            messages.success(request, _("已保存。"))
    except NotAllowed as refusal:
        messages.error(request, words.said(refusal.reason))
        return _page(request, number, paper_id, typed=said)
    return redirect("console:paper", number=number, paper_id=paper_id)


@require_POST
@needs(Action.WORK_PAPERS)
def work(request: HttpRequest, number: str, paper_id: int, deed: str) -> HttpResponse:
    """Hand in, take back, give up, take up again, or fill anew from the case."""
    if deed not in (*DEEDS, FILED):
        raise Http404
    found = _found(request, number, paper_id)
    if deed == FILED:
        asked = {"paper_id": paper_id, "officer_id": officer_id(request), "at": timezone.now()}
        receipt = request.POST.get("receipt", "")
        return _do(request, number, paper_id, lambda: milestone_operations.report_filed(receipt=receipt, **asked))  # type: ignore[arg-type]
    more: dict[str, Any] = {}
    if deed in WITH_VERSION:
        more = {"version": _version(request), "booked": _booked(number, found.row.kind)}
    return _do(request, number, paper_id, lambda: DEEDS[deed](paper_id=paper_id, officer_id=officer_id(request), at=timezone.now(), **more))


@require_POST
@needs(Action.APPROVE_PAPERS)
def decide(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """Issue, send back or annul, as the second person."""
    found = _found(request, number, paper_id)
    asked = {"paper_id": paper_id, "reason": request.POST.get("reason", ""), "officer_id": officer_id(request), "at": timezone.now()}
    if request.POST.get("deed") == "annul":
        return _do(request, number, paper_id, lambda: operations.annul(**asked))  # type: ignore[arg-type]
    agreed = request.POST.get("agree") == "1"
    booked = _booked(number, found.row.kind)
    return _do(request, number, paper_id, lambda: operations.decide(agreed=agreed, booked=booked, **asked))  # type: ignore[arg-type]


@tab_view("papers", Action.SEE_PAPERS)
def word(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """Hand out the Word file."""
    found = _found(request, number, paper_id)
    content = queries.word_file(paper_id=paper_id, officer_id=officer_id(request), at=timezone.now())
    return attachment(content or b"", f"{_file_name(found)}.docx")


@tab_view("papers", Action.SEE_PAPERS)
def pdf(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """Hand out the document as PDF."""
    found = _found(request, number, paper_id)
    made = queries.pdf_file(paper_id=paper_id, officer_id=officer_id(request), at=timezone.now())
    return attachment(made.pdf if made else b"", f"{_file_name(found)}.pdf")


@tab_view("papers", Action.SEE_PAPERS)
def preview(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """Show the document's pages as pictures, and whether LibreOffice or we set them."""
    found = _found(request, number, paper_id)
    made = queries.pdf_file(paper_id=paper_id, officer_id=officer_id(request), at=timezone.now())
    pictures: list[str] = []
    try:
        count = 1
        while made and len(pictures) < min(count, MOST_PAGES):
            drawn, count = page_picture(made.pdf, page=len(pictures) + 1)
            pictures.append(f"data:image/png;base64,{base64.b64encode(drawn).decode()}")
    except NoPicture:
        messages.error(request, _("预览没有画出来；Word 文件不受影响，可以下载查看。"))
    context = {"paper": found, "row": found.row, "pictures": pictures, "exact": bool(made and made.exact), "states": PAPER_STATES}
    return case_page(request, number=number, tab="papers", template="console/papers/preview.html", **context)


def _page(request: HttpRequest, number: str, paper_id: int, typed: dict[str, Any] | None = None) -> HttpResponse:
    case_file(request, number)
    found = _found(request, number, paper_id)
    context = {
        "paper": found, "row": found.row, "states": PAPER_STATES, "lacking": {one.name for one in found.lacking},
        "fields": [_shown(one, typed or found.values) for one in found.row.form.fields],
        "from_case": [_shown(one, typed or found.values) for one in EVERYWHERE if one.name in found.row.form.named() - set(_NOT_TYPED)],
        "case_lacks": any(one.filled for one in found.lacking),
        "works": carries(request, Action.WORK_PAPERS), "field_titles": {name: one.title for name, one in found.row.form.known.items()},
        "may_file": found.row.kind == milestone_operations.REPORT and found.row.state == "issued" and carries(request, Action.WORK_PAPERS)
        and milestone_operations.FILED not in case_queries.milestones(number=number),
        "may_annul": carries(request, Action.APPROVE_PAPERS) and found.row.state == "issued",
    }  # fmt: skip
    return case_page(request, number=number, tab="papers", template="console/papers/one.html", **context)


def _shown(one: Field, values: Any) -> dict[str, Any]:
    """Return a field with its value; a table with three empty rows more."""
    rows = [[(column, str(row.get(column.name, ""))) for column in one.rows] for row in values.get(one.name) or []] if one.rows else []
    empty = [[(column, "") for column in one.rows] for _place in range(EMPTY_ROWS)] if one.rows else []
    return {"field": one, "value": "" if one.rows else values.get(one.name, ""), "rows": rows + empty}


def _typed(request: HttpRequest, found: PaperView) -> dict[str, Any]:
    """Return what the form says: texts by name, tables row by row."""
    said: dict[str, Any] = {}
    for name, one in found.row.form.known.items():
        if one.rows:
            columns = [request.POST.getlist(f"{name}.{column.name}") for column in one.rows]
            said[name] = [{column.name: value for column, value in zip(one.rows, row, strict=True)} for row in zip(*columns, strict=False)]
        elif name in request.POST:
            said[name] = request.POST[name]
    return said


def _found(request: HttpRequest, number: str, paper_id: int) -> PaperView:
    found = queries.paper(paper_id=paper_id, officer_id=officer_id(request), on=timezone.localdate())
    if found is None or found.row.case_number != number:
        raise Http404
    return found


def _booked(number: str, kind: str) -> dict[str, str]:
    """Return what the books of repayment say for a document that asks for it."""
    form = paper_kinds().get(kind)
    return report_figures.figures(number=number) if form and any(name.endswith("_figures") for name in form.known) else {}


def _version(request: HttpRequest) -> int:
    return whole(request.POST.get("version", ""))


def _file_name(found: PaperView) -> str:
    return found.row.number or f"{found.row.form.title.zh}（草稿第{found.row.version}版）"


def _do(request: HttpRequest, number: str, paper_id: int, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
        messages.success(request, _("已办理。"))
    except NotAllowed as refusal:
        messages.error(request, words.said(refusal.reason))
    return redirect("console:paper", number=number, paper_id=paper_id)
