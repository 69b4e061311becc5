"""The procedure page of a case: orders and deadlines, penalties, service, registered evidence, accounts, remedies, inspection."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.procedure import account_operations, decision_operations, queries, words
from lookthrough.cases.procedure.rows import ProcedureFile
from lookthrough.console import liquidation_forms
from lookthrough.console import penalty_forms as penalties
from lookthrough.console import procedure_forms as forms
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.case_file import CaseFile, case_file, case_page, tab_view
from lookthrough.console.deed_forms import Deed, do, refilled, text, whole
from lookthrough.console.named_papers import named_papers
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.procedure_deeds import DECISIONS, DEEDS
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed


@tab_view("procedure")
def procedure(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case's procedure with the deeds that are open to the officer today."""
    return _page(request, number)


@require_POST
@needs(Action.WORK_CASES)
def work_procedure(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing in a procedure; account numbers are shown on the answer itself, which is kept nowhere."""
    if deed == "read-accounts":
        return _accounts(request, number)
    return do(request, number, DEEDS.get(deed), reverse("console:case-procedure", args=[number]), _page)


@require_POST
@needs(Action.DECIDE_CASES)
def decide_procedure(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing in a procedure that only who decides over cases may do."""
    return do(request, number, DECISIONS.get(deed), reverse("console:case-procedure", args=[number]), _page)


@needs(Action.SEE_CASES)
def reviewers(request: HttpRequest) -> HttpResponse:
    """Show who has the legal qualification, and let a head record it."""
    me = colleague(request)
    near = offices.officers_of(district=me.district) if me and me.district else []
    able = [one for one in near if one.may(Action.WORK_CASES)]
    context = {
        "rows": queries.reviewers(by=me) if me else [],
        "officers": able,
        "names": offices.names_by_username(),
        "decides": carries(request, Action.DECIDE_CASES),
    }
    return render(request, "console/cases/reviewers.html", context)


@require_POST
@needs(Action.DECIDE_CASES)
def work_reviewers(request: HttpRequest, deed: str) -> HttpResponse:
    """Record or end a legal reviewer."""
    return do(request, "", REVIEWING.get(deed), reverse("console:reviewers"))


def _record_reviewer(request: HttpRequest, _number: str) -> str:
    decision_operations.record_reviewer(
        reviewer_id=whole(request, "officer"), certificate=text(request, "certificate"), officer_id=officer_id(request), at=timezone.now()
    )
    return _("已登记法制审核人员。")


def _end_reviewer(request: HttpRequest, _number: str) -> str:
    decision_operations.end_reviewer(reviewer_id=whole(request, "officer"), officer_id=officer_id(request), at=timezone.now())
    return _("法制审核人员已退出。")


REVIEWING: dict[str, Deed] = {"record": _record_reviewer, "end": _end_reviewer}


def _accounts(request: HttpRequest, number: str) -> HttpResponse:
    """Show the account numbers of a query, having written down who reads them and why."""
    query = whole(request, "query")
    try:
        found = account_operations.read_accounts(
            number=number, query_id=query, purpose=text(request, "purpose"), officer_id=officer_id(request), at=timezone.now()
        )
    except NotAllowed as refusal:
        say_why_not(request, refusal)
        return _page(request, number)
    return _page(request, number, accounts={query: found})


def _page(request: HttpRequest, number: str, **more: Any) -> HttpResponse:
    case, me = case_file(request, number), colleague(request)
    file = queries.procedure(number=number, today=case.today)
    works = carries(request, Action.WORK_CASES) and case.facts.is_open
    decides = carries(request, Action.DECIDE_CASES) and case.facts.is_open
    deeds = _deeds(request, case, file, me, works=works, decides=decides) if me else {}
    deeds = deeds if more else refilled(deeds, request)
    closing = liquidation_forms.liquidation(case.facts, case.today, works=works)
    return case_page(
        request, number=number, tab="procedure", template="console/cases/procedure.html", procedure=file, w=WORDS, units=forms.UNITS,
        works=works, flow=("drafted", "notified", "heard", "decided", "served"), **deeds,
        **closing, **named_papers(number, file, closing), **({"accounts": {}} | more),
    )  # fmt: skip


def _deeds(request: HttpRequest, case: CaseFile, file: ProcedureFile, me: Colleague, *, works: bool, decides: bool) -> dict[str, Any]:
    """Return every form of the page by what it is about."""
    number, today, facts = case.facts.number, case.today, case.facts
    may = {"works": works, "decides": decides}
    reviews = works and queries.is_reviewer(officer_id=officer_id(request))
    chairs = _chairs(facts) if works else []
    return {
        "begin": {**forms.new_matters(case=facts, today=today), "notice": penalties.notice_form(facts)} if works else {},
        "of_rectification": {one.id: forms.rectification_forms(number, one, today, **may) for one in file.rectifications},
        "of_announcement": forms.announcement_forms(number, file.announcements, today, **may),
        "to_serve": forms.service_forms(number, file, today) if works else [],
        "of_service": {one.id: forms.confirm_form(number, one) for one in file.services} if works else {},
        "of_query": {one.id: forms.query_forms(number, one, me, today, **may) for one in file.queries},
        "of_registration": {one.id: forms.registration_forms(number, one, facts, me, today, **may) for one in file.registrations},
        "of_item": _items(number, file, today) if works else {},
        "of_inspection": {one.id: forms.inspection_forms(number, one, today, **may) for one in file.inspections},
        "of_proceeding": {
            one.id: penalties.proceeding_forms(number, one, me, today, reviews=reviews, chairs=chairs, **may) for one in file.proceedings
        },
        "of_remedy": {
            each.id: penalties.remedy_forms(number, each, today) for one in file.proceedings for each in one.remedies if works
        },
    }  # fmt: skip


def _items(number: str, file: ProcedureFile, today: Any) -> dict[int, Any]:
    """Return the form for each registered thing that waits for a decision."""
    held = [one for one in file.registrations if one.state == "registered"]
    return {item.id: forms.item_form(number, item, one, today) for one in held for item in one.items if not item.outcome}


def _chairs(case: CaseFacts) -> list[tuple[int, str]]:
    """Return the officers who may chair a hearing: those who reach the case and do not investigate it."""
    investigate = {one.username for one in case.officers if one.part in ("lead", "investigator")}
    near = [one for one in offices.officers() if one.is_active and one.district and one.district.reaches(case.region_code)]
    return [(one.officer_id, one.name) for one in near if one.may(Action.WORK_CASES) and one.username not in investigate]


WORDS = {name.lower(): getattr(words, name) for name in dir(words) if name.isupper() and isinstance(getattr(words, name), dict)}
