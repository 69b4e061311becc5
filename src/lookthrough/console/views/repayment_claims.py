"""The page of claims of a case, one claim, its statement; names only after a purpose was written down."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.repayment import claim_importing, claim_queries, code_operations, repayment_queries
from lookthrough.cases.repayment import words as names
from lookthrough.cases.repayment.claim_rows import ClaimFile, ClaimRow, row_of
from lookthrough.console import claim_forms as forms
from lookthrough.console import export, names_open, words
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.case_file import case_file, case_page, tab_view
from lookthrough.console.claim_statement import in_part, statement_pdf
from lookthrough.console.deed_forms import do, whole
from lookthrough.console.export import Yuan
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.alerts import page_number
from lookthrough.console.views.plan_deeds import PAPERS
from lookthrough.console.views.repayment import audited, may
from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.triage_answer_files import KeptFile, SentFile, read
from lookthrough.registry.vault import VaultLocked

PAGE_SIZE = 50
MOST_IMPORT = 200 * 1024**2
SHOWN_REJECTS = 100


@tab_view("claims", Action.SEE_REPAYMENT)
def claims(request: HttpRequest, number: str) -> HttpResponse:
    """Show the claims of a case with figures, filters and what can be done with all of them."""
    return _claims_page(request, number)


@tab_view("claims", Action.SEE_REPAYMENT)
def claim(request: HttpRequest, number: str, serial: int) -> HttpResponse:
    """Show one claim: amounts as claimed, in the ledger, as decided; proofs, disputes, what was paid."""
    return _claim_page(request, number, serial)


@tab_view("claims", Action.SEE_REPAYMENT)
def export_claims(request: HttpRequest, number: str, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with the claims that fit the filter, by label, as a table."""
    case_file(request, number)
    audited(request, number, "repayment.claims_exported", {"filter": sorted(_filter(request))})
    header = [
        _("编号"), _("标签"), _("状态"), _("来源"), _("申报投入（元）"), _("申报已返还（元）"), _("账本投入（元）"), _("账本已返还（元）"),
        _("核定投入（元）"), _("核定已返还（元）"), _("迟到"),
    ]  # fmt: skip
    return export.table(name="claims", format=format, header=header, rows=_rows(number, _filter(request)))


@require_POST
@needs(Action.WORK_REPAYMENT)
def import_file(request: HttpRequest, number: str) -> HttpResponse:
    """Register the claims of a file; what was refused is shown with row and column."""
    case_file(request, number)
    given = request.FILES.get("file")
    if given is None or (given.size or 0) > MOST_IMPORT:
        messages.error(request, _("没有改动：请选择不超过 200 MB 的 CSV 或 Excel 文件。"))
        return redirect("console:case-claims", number)
    name = Path(str(given.name)).name
    with tempfile.TemporaryDirectory(prefix="lookthrough-claims-") as folder:
        path = Path(folder) / (name if name.lower().endswith((".csv", ".xlsx", ".xls")) else "claims.csv")
        with path.open("wb") as file:
            for block in given.chunks():
                file.write(block)
        try:
            done = claim_importing.import_claims(number=number, path=path, officer_id=officer_id(request), at=timezone.now())
        except (NotAllowed, FileRefused) as refusal:
            say_why_not(request, refusal)
            return redirect("console:case-claims", number)
    messages.success(request, _("已导入 %(taken)d 笔，拒收 %(refused)d 行。") % {"taken": done.taken, "refused": len(done.rejects)})
    return _claims_page(request, number, rejects=done.rejects) if done.rejects else redirect("console:case-claims", number)


@require_POST
@needs(Action.WORK_REPAYMENT)
def codes(request: HttpRequest, number: str) -> HttpResponse:
    """Make claim codes and show them this once, to be printed as slips."""
    case_file(request, number)
    try:
        made = code_operations.issue_codes(number=number, count=whole(request, "count"), officer_id=officer_id(request), at=timezone.now())
    except NotAllowed as refusal:
        say_why_not(request, refusal)
        return redirect("console:case-claims", number)
    return _slips(request, number, made)


@require_POST
@needs(Action.WORK_REPAYMENT)
def code(request: HttpRequest, number: str) -> HttpResponse:
    """Make a new code for one claim and show it this once."""
    case_file(request, number)
    serial = whole(request, "serial")
    try:
        made = code_operations.issue_code_for(number=number, serial=serial, officer_id=officer_id(request), at=timezone.now())
    except NotAllowed as refusal:
        say_why_not(request, refusal)
        return redirect("console:case-claims", number)
    return _slips(request, number, [made], serial)


@require_POST
@needs(Action.SEE_PEOPLE)
def open_person(request: HttpRequest, number: str, serial: int) -> HttpResponse:
    """Show a claimant's name for a quarter of an hour, after the purpose was written down."""
    case_file(request, number)
    _found(number, serial)
    purpose = names_open.open_names(request, object_type="case", object_id=number, details={"claim": serial})
    if purpose is not None:
        names_open.keep_open(request, purpose, _key(number, serial))
    return redirect("console:case-claim", number, serial)


@require_POST
@needs(Action.SEE_PEOPLE)
def find_person(request: HttpRequest, number: str) -> HttpResponse:
    """Find the claims of exactly one name or identity number, after the purpose was written down; neither stands in an address."""
    case_file(request, number)
    text = request.POST.get("text", "").strip()[:80]
    if not text or names_open.open_names(request, object_type="case", object_id=number, details={"searched": "claims"}) is None:
        return redirect("console:case-claims", number)
    try:
        found = claim_queries.of_person(number=number, text=text)
    except VaultLocked:
        messages.error(request, _("身份库打不开，无法按姓名查找。"))
        return redirect("console:case-claims", number)
    if len(found) == 1:
        return redirect("console:case-claim", number, found[0].serial)
    return _claims_page(request, number, found=found)


@require_POST
@needs(Action.WORK_REPAYMENT)
def add_proofs(request: HttpRequest, number: str, serial: int) -> HttpResponse:
    """Add proofs that were handed in."""
    case_file(request, number)

    def deed(request: HttpRequest, number: str) -> str:
        files = [SentFile(str(one.name), one.read()) for one in request.FILES.getlist("files") if one.name]
        code_operations.add_proofs(
            number=number, serial=serial, files=files, folder=settings.HOME / PAPERS, officer_id=officer_id(request), at=timezone.now()
        )
        return _("证明材料已保存。")

    return do(request, number, deed, reverse("console:case-claim", args=[number, serial]))


@needs(Action.SEE_PEOPLE)
def proof(request: HttpRequest, number: str, serial: int, proof_id: int) -> HttpResponse:
    """Answer with a proof as it came, where the claimant is open to the officer."""
    case_file(request, number)
    found = claim_queries.proof(number=number, serial=serial, proof_id=proof_id)
    if found is None or names_open.opening(request, _key(number, serial)) is None:
        raise Http404
    audited(request, number, "repayment.proof_read", {"claim": serial, "sha256": found.sha256})
    content = read(KeptFile(found.name, found.kind, found.size, found.sha256, found.stored_as), folder=settings.HOME / PAPERS)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="proof-{proof_id}.{found.kind}"'
    return answer


@needs(Action.SEE_PEOPLE)
def statement(request: HttpRequest, number: str, serial: int, format: str = "") -> HttpResponse:  # noqa: A002
    """Show a claimant's statement to print, or hand it out as PDF: what counts, every round, what was paid and what lies in deposit."""
    file = case_file(request, number)
    found = _found(number, serial)
    if names_open.opening(request, _key(number, serial)) is None:
        messages.error(request, _("请先写明目的、显示姓名，再打印对账单。"))
        return redirect("console:case-claim", number, serial)
    audited(request, number, "repayment.statement_read", {"claim": serial})
    plan = next((one for one in repayment_queries.plans(number=number) if one.state == "approved"), None)
    person = claim_queries.person(number=number, serial=serial)
    if format == "pdf" and person is not None:
        me = colleague(request)
        made = statement_pdf(claim=found, person=person, plan=plan, office=me.office if me else "", made_at=timezone.now())
        answer = HttpResponse(made, content_type="application/pdf")
        answer.headers["Content-Disposition"] = f'attachment; filename="statement-{serial}.pdf"'
        return answer
    context = {
        "case": file.facts, "claim": found, "row": found.row, "person": person, "plan": plan,
        "number_in_part": in_part(person.number) if person else "",
        "bases": names.BASES, "because": names.HELD_BECAUSE, "today": file.today,
    }  # fmt: skip
    return render(request, "console/repayment/statement.html", context)


def _claims_page(
    request: HttpRequest, number: str, rejects: list[Reject] | None = None, found: list[ClaimRow] | None = None
) -> HttpResponse:
    file, window = case_file(request, number), claim_queries.window(number=number)
    works, decides = may(request, number)
    figures, chosen = claim_queries.counts(number=number), _filter(request)
    listed = claim_queries.rows(number=number, **chosen)
    total, page = listed.count(), page_number(request)
    return case_page(
        request,
        number=number,
        tab="claims",
        template="console/repayment/claims.html",
        window=window,
        counts=figures,
        filter=chosen,
        rows=[row_of(one) for one in listed[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]],
        page=page,
        page_size=PAGE_SIZE,
        total=total,
        states=names.CLAIM_STATES,
        sources=names.SOURCES,
        works=works,
        codes_out=claim_queries.codes_out(number=number),
        forms=forms.claims_forms(number=number, window=window, today=file.today, decides=decides, alike=figures.alike_waiting)
        if works
        else [],
        columns=[titles[0] for titles in claim_importing.COLUMNS.values()],
        rejects=(rejects or [])[:SHOWN_REJECTS],
        rejected=len(rejects or []),
        found=found,
        may_open=carries(request, Action.SEE_PEOPLE),
        kept={name: value for name, value in request.GET.items() if name != "page"},
    )


def _claim_page(request: HttpRequest, number: str, serial: int) -> HttpResponse:
    case_file(request, number)
    found = _found(number, serial)
    works, _decides = may(request, number)
    opening = names_open.opening(request, _key(number, serial))
    return case_page(
        request, number=number, tab="claims", template="console/repayment/claim.html", claim=found, row=found.row, opening=opening,
        person=claim_queries.person(number=number, serial=serial) if opening else None, may_open=carries(request, Action.SEE_PEOPLE),
        forms=forms.forms_of_claim(number=number, claim=found) if works else [], works=works, states=names.CLAIM_STATES,
        sources=names.SOURCES, outcomes=names.DISPUTE_OUTCOMES, because=names.HELD_BECAUSE,
    )  # fmt: skip


def _slips(request: HttpRequest, number: str, made: list[str], serial: int | None = None) -> HttpResponse:
    address = request.build_absolute_uri("/claims/")
    answer = render(
        request,
        "console/repayment/codes.html",
        {"case": case_file(request, number).facts, "codes": made, "serial": serial, "address": address},
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _found(number: str, serial: int) -> ClaimFile:
    found = claim_queries.file_of(number=number, serial=serial)
    if found is None:
        raise Http404
    return found


def _key(number: str, serial: int) -> str:
    return f"claim:{number}:{serial}"


def _filter(request: HttpRequest) -> dict[str, Any]:
    given = request.GET
    state, source, difference = given.get("state", ""), given.get("source", ""), given.get("difference", "")
    return {
        "text": given.get("q", "")[:80], "state": state if state in names.CLAIM_STATES else "",
        "source": source if source in names.SOURCES else "", "difference": difference if difference in claim_queries.DIFFERENCES else "",
        "late": given.get("late") == "1",
    }  # fmt: skip


def _rows(number: str, chosen: dict[str, Any]) -> Iterator[list[Any]]:
    language = words.language()
    for row in claim_queries.shown(claim_queries.rows(number=number, **chosen)):
        amounts = (
            row.contributed_fen, row.returned_fen, row.ledger_contributed_fen, row.ledger_returned_fen, row.decided_contributed_fen,
            row.decided_returned_fen,
        )  # fmt: skip
        yield [
            row.serial, row.label, names.CLAIM_STATES[row.state].in_language(language), names.SOURCES[row.source].in_language(language),
            *("" if fen is None else Yuan(fen) for fen in amounts), _("是") if row.late else "",
        ]  # fmt: skip
