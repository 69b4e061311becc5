"""Leads: the list, one lead with what is proposed for it, opening one from an alert, a firm, another body or one's own finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases import case_queries, lead_decisions, lead_operations, lead_queries
from lookthrough.cases.case_type import case_types
from lookthrough.cases.lead_queries import LeadRow
from lookthrough.cases.lead_words import ACTS, PROPOSALS, SOURCES, STATES, SUBJECTS
from lookthrough.console import words
from lookthrough.console.access import back, carries, needs, officer_id
from lookthrough.console.case_tables import table_of_leads
from lookthrough.console.deed_forms import Deed, do
from lookthrough.console.firm_file import firm_file, firm_page
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.alerts import page_number
from lookthrough.console.views.cases import PAGE_SIZE, SUBJECT_PAGE, colleagues_of
from lookthrough.console.views.cases_acts import together
from lookthrough.console.views.cases_forms import day, version, whole
from lookthrough.console.views.triage import district_of
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk import queries as risk


@needs(Action.SEE_CASES)
def leads(request: HttpRequest) -> HttpResponse:
    """Show the district's leads."""
    asked, page, me = _asked(request), page_number(request), officer_id(request)
    rows = lead_queries.leads(officer_id=me, limit=PAGE_SIZE, start=(page - 1) * PAGE_SIZE, **asked)
    names = offices.region_names()
    may_hand = carries(request, Action.ASSIGN_OTHERS)
    context = {
        "rows": [(row, words.region_name(row.region_code, names)) for row in rows], "asked": asked, "shown": (*STATES, "all"),
        "states": STATES, "sources": SOURCES, "proposals": PROPOSALS, "may_work": carries(request, Action.WORK_CASES),
        "may_decide": carries(request, Action.DECIDE_CASES),
        "people": {one.officer_id: one.name for one in offices.officers()},
        "colleagues": colleagues_of(request) if may_hand else [],
        "page": page, "page_size": PAGE_SIZE, "total": lead_queries.counted(officer_id=me, **asked),
        "filtered": any((asked["source"], asked["words"], asked["mine"], asked["waiting"], asked["state"] != "open")),
    }  # fmt: skip
    return render(request, "console/cases/leads.html", context)


@needs(Action.SEE_CASES)
def export_leads(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Let the list leave as it is filtered."""
    return table_of_leads(lead_queries.leads(officer_id=officer_id(request), **_asked(request), limit=20_000), format)


@needs(Action.SEE_CASES)
def lead(request: HttpRequest, number: str) -> HttpResponse:
    """Show one lead: what came in, what is proposed, what can be done."""
    me = officer_id(request)
    found = lead_queries.lead(number=number, officer_id=me)
    if found is None:
        raise Http404
    row = found.row
    same = (
        [one for one in lead_queries.leads_of(officer_id=me, subject_ids=[row.subject_id]) if one.number != number]
        if row.subject_id
        else []
    )
    may_work = carries(request, Action.WORK_CASES)
    context = {
        "file": found, "row": row, "region": words.region_name(row.region_code), "states": STATES, "sources": SOURCES, "subjects": SUBJECTS,
        "proposals": PROPOSALS, "acts": ACTS, "types": case_types(), "names": offices.names_by_username(),
        "owner": offices.officer(officer_id=row.officer_id), "same": same,
        "cases": case_queries.choices(officer_id=me, subject_id=row.subject_id) if may_work else [],
        "joinable": lead_queries.choices(officer_id=me, subject_id=row.subject_id, but=number) if may_work else [],
        "may_work": may_work, "may_decide": carries(request, Action.DECIDE_CASES),
        "is_own": bool(found.asked and found.asked.proposed_by_id == me), "colleagues": _takers(request, row),
        "subject_page": SUBJECT_PAGE.get(row.subject_type, ""),
        "alert_id": row.reference.removeprefix("alert:") if row.source == "alert" else "",
    }  # fmt: skip
    return render(request, "console/cases/lead.html", context)


@needs(Action.WORK_CASES)
def new_lead(request: HttpRequest) -> HttpResponse:
    """Show the form that opens a lead; a firm named in the address is filled in."""
    district = district_of(request)
    firm = registry.company_by_id(company_id=request.GET["firm"]) if request.GET.get("firm") else None
    firm = firm if firm and district.reaches(firm.region_code) else None
    regions = [(code, name) for code, name in offices.region_names().items() if district.reaches(code)]
    source = request.GET.get("source", "")
    context = {
        "firm": firm, "regions": sorted(regions), "prefix": district.prefix, "today": timezone.localdate(),
        "source": source if source in ("transfer", "finding") else "finding",
    }  # fmt: skip
    return render(request, "console/cases/new_lead.html", context)


@require_POST
@needs(Action.WORK_CASES)
def open_lead(request: HttpRequest) -> HttpResponse:
    """Open a lead from an alert, from a firm, from another body or from one's own finding."""
    given, me = request.POST, officer_id(request)
    try:
        subject = _subject(request)
        number = lead_operations.open_lead(
            title=given.get("title", "") or subject["subject_name"], text=given.get("text", ""), from_body=given.get("from_body", ""),
            their_number=given.get("their_number", ""), received_on=day(given["received_on"]) if given.get("received_on") else None,
            officer_id=me, at=timezone.now(), **subject,
        )  # fmt: skip
    except NotAllowed as refusal:
        say_why_not(request, refusal)
        return back(request, reverse("console:leads"))
    messages.success(request, _("已立线索 %(number)s。") % {"number": number})
    return redirect("console:lead", number=number)


@require_POST
@needs(Action.WORK_CASES)
def work_lead(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with a lead."""
    return _do(request, number, DEEDS.get(deed))


@require_POST
@needs(Action.DECIDE_CASES)
def decide_lead(request: HttpRequest, number: str) -> HttpResponse:
    """Decide, as the second person, on what was proposed for a lead."""
    return _do(request, number, _decide)


@require_POST
@needs(Action.WORK_CASES)
def handle_together(request: HttpRequest, deed: str) -> HttpResponse:
    """Assign, note or propose to close many leads at once, agree to what another proposed, or undo that."""
    return together(request, deed, "lead", "console:leads")


@needs(Action.SEE_CASES)
def firm_cases(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show, in the firm's file, the leads and cases about it and about the institutions it operates."""
    file, me = firm_file(request, company_id), officer_id(request)
    subjects = [company_id, *(one.institution_id for one in file.operated)]
    return firm_page(
        request, company_id=company_id, tab="cases", template="console/cases/firm.html",
        leads=lead_queries.leads_of(officer_id=me, subject_ids=subjects), states=STATES, sources=SOURCES,
        cases=case_queries.cases(officer_id=me, state="all", subject_ids=subjects), may_open=carries(request, Action.WORK_CASES),
    )  # fmt: skip


def _subject(request: HttpRequest) -> dict[str, Any]:
    """Return source and subject of a lead: of an alert in the officer's district, of a firm, or as written."""
    given = request.POST
    if given.get("alert"):
        found = risk.alert(alert_id=whole(given["alert"]), officer_id=officer_id(request))
        if found is None:
            raise Http404
        row = found.row
        kind = row.subject_type if row.subject_type in SUBJECTS else "other"
        return {"source": "alert", "reference": f"alert:{row.alert_id}", "subject_type": kind, "subject_id": row.subject_id,
                "subject_name": row.name or row.subject_id, "region_code": row.region_code}  # fmt: skip
    source = given.get("source", "finding")
    if given.get("firm"):
        firm = registry.company_by_id(company_id=given["firm"])
        if firm is None:
            raise Http404
        return {"source": source, "subject_type": "company", "subject_id": firm.company_id, "subject_name": firm.name,
                "region_code": firm.region_code}  # fmt: skip
    code = given.get("code", "").strip().upper()
    known = registry.company_by_id(company_id=code) if code else None
    if known is not None:
        return {"source": source, "subject_type": "company", "subject_id": known.company_id, "subject_name": known.name,
                "region_code": known.region_code}  # fmt: skip
    return {"source": source, "subject_type": "other", "subject_id": code, "subject_name": given.get("name", ""),
            "region_code": given.get("region", "")}  # fmt: skip


def _do(request: HttpRequest, number: str, deed: Deed | None) -> HttpResponse:
    if lead_queries.lead(number=number, officer_id=officer_id(request)) is None:
        raise Http404
    return do(request, number, deed, reverse("console:lead", args=[number]))


def _assign(request: HttpRequest, number: str) -> str:
    me = officer_id(request)
    to = whole(request.POST.get("officer", "")) or me
    lead_operations.assign_lead(number=number, to_officer_id=to, officer_id=me, at=timezone.now(), version=version(request))
    return _("已指派。")


def _note(request: HttpRequest, number: str) -> str:
    lead_operations.note_lead(number=number, text=request.POST.get("text", ""), officer_id=officer_id(request), at=timezone.now())
    return _("已记下。")


def _propose(request: HttpRequest, number: str) -> str:
    given = request.POST
    lead_operations.propose(
        number=number, kind=given.get("kind", ""), case_type=given.get("case_type", ""), title=given.get("title", ""),
        into_case=given.get("into_case", ""), reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
        version=version(request),
    )  # fmt: skip
    return _("已提出，等待另一位有权人员决定。")


def _withdraw(request: HttpRequest, number: str) -> str:
    lead_decisions.withdraw(number=number, officer_id=officer_id(request), at=timezone.now())
    return _("已撤回意见。")


def _join(request: HttpRequest, number: str) -> str:
    given = request.POST
    lead_operations.join(
        number=number, into=given.get("into", ""), reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
        version=version(request),
    )  # fmt: skip
    return _("已并入，可以再分开。")


def _keep_apart(request: HttpRequest, number: str) -> str:
    lead_operations.keep_apart(number=number, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now())
    return _("不并入，理由已记入。")


def _separate(request: HttpRequest, number: str) -> str:
    lead_operations.separate(number=number, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now())
    return _("已分开，恢复研判。")


def _decide(request: HttpRequest, number: str) -> str:
    given = request.POST
    if given.get("decision") == "reopen":
        lead_decisions.reopen_lead(number=number, reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now())
        return _("线索重新研判。")
    made = lead_decisions.decide(
        number=number, agreed=given.get("decision") == "agree", reason=given.get("reason", ""), officer_id=officer_id(request),
        at=timezone.now(), lead_officer_id=whole(given.get("officer", "")) or None, version=version(request),
    )  # fmt: skip
    return _("已决定：%(number)s。") % {"number": made} if made else _("已决定。")


DEEDS: Mapping[str, Deed] = {
    "assign": _assign, "note": _note, "propose": _propose, "withdraw": _withdraw, "join": _join, "keep-apart": _keep_apart,
    "separate": _separate,
}  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, Any]:
    given = request.GET
    state, source = given.get("state", "open"), given.get("source", "")
    return {
        "state": state if state in (*STATES, "all") else "open", "source": source if source in SOURCES else "",
        "words": given.get("text", "")[:80], "mine": given.get("mine") == "1", "waiting": given.get("waiting") == "1",
    }  # fmt: skip


def _takers(request: HttpRequest, row: LeadRow) -> list[offices.Colleague]:
    if not carries(request, Action.ASSIGN_OTHERS):
        return []
    return [one for one in offices.officers_for(region_code=row.region_code) if one.may(Action.WORK_CASES)]
