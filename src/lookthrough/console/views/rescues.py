"""Rescue files: the list, one rescue, and where its forms are sent to; a release of information waits for a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.rescues import operations, queries
from lookthrough.cases.rescues.words import ACTS, MEASURE_STATES, MEASURES, RELEASE_STATES, STATES, TIERS, VOTES
from lookthrough.console import words
from lookthrough.console.access import back, carries, needs, officer_id
from lookthrough.console.deed_forms import do
from lookthrough.console.firm_file import firm_file, firm_page
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views import rescue_deeds
from lookthrough.console.views.triage import district_of
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk.graph import queries as graph

_STATES = ("open", "ended", "all")


@needs(Action.SEE_RESCUES)
def rescues(request: HttpRequest) -> HttpResponse:
    """Show the district's rescues; for a firm named in the address, the form that opens one."""
    district = district_of(request)
    state = request.GET.get("state", "open")
    state = state if state in _STATES else "open"
    names = offices.region_names()
    firm = registry.company_by_id(company_id=request.GET["firm"]) if request.GET.get("firm") else None
    firm = firm if firm and district.reaches(firm.region_code) else None
    reach = queries.districts_reached(company_id=firm.company_id, region_code=firm.region_code) if firm else []
    context = {
        "rows": [(row, words.region_name(row.region_code, names)) for row in queries.rescues(district=district, state=state)],
        "state": state, "shown": _STATES, "tiers": TIERS, "states": STATES, "firm": firm, "may_work": carries(request, Action.WORK_RESCUES),
        "reach": [words.region_name(code, names) for code in reach], "suggested": "city" if len(reach) > 1 else "district",
        "may_see_rescues": True,
    }  # fmt: skip
    return render(request, "console/rescues/list.html", context)


@needs(Action.SEE_RESCUES)
def rescue(request: HttpRequest, number: str) -> HttpResponse:
    """Show one rescue whole."""
    district = district_of(request)
    found = queries.rescue(number=number, district=district)
    if found is None:
        raise Http404
    works = carries(request, Action.WORK_RESCUES) and queries.may_work(district=district, row=found.row)
    context = {
        "file": found, "row": found.row, "tiers": TIERS, "states": STATES, "measures": MEASURES, "measure_states": MEASURE_STATES,
        "votes": VOTES, "release_states": RELEASE_STATES, "act_titles": ACTS, "names": offices.names_by_username(),
        "today": timezone.localdate(), "may_work": works and found.row.state == "open", "may_reopen": works and found.row.state != "open",
        "may_approve": carries(request, Action.APPROVE_RELEASES) and queries.may_work(district=district, row=found.row),
        "region": words.region_name(found.row.region_code),
    }  # fmt: skip
    return render(request, "console/rescues/one.html", context)


@needs(Action.SEE_RESCUES)
def firm_rescues(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show, in the firm's file, its rescues and the graph risks that its trouble would run along."""
    file, district = firm_file(request, company_id), district_of(request)
    names = offices.region_names()
    reach = queries.districts_reached(company_id=company_id, region_code=file.firm.region_code)
    return firm_page(
        request, company_id=company_id, tab="rescue", template="console/rescues/firm.html", tiers=TIERS, states=STATES,
        rescues=queries.of_firm(company_id=company_id, district=district), may_open=carries(request, Action.WORK_RESCUES),
        reach=[words.region_name(code, names) for code in reach], graph=graph.of_firm(company_id=company_id),
    )  # fmt: skip


@require_POST
@needs(Action.WORK_RESCUES)
def open_rescue(request: HttpRequest) -> HttpResponse:
    """Open a rescue and show it."""
    given = request.POST
    try:
        number = operations.open_rescue(
            company_id=given.get("firm", ""), tier=given.get("tier", ""), tier_reason=given.get("tier_reason", ""),
            situation=given.get("situation", ""), officer_id=officer_id(request), at=timezone.now(),
        )  # fmt: skip
    except NotAllowed as refusal:
        say_why_not(request, refusal)
        return back(request, reverse("console:rescues"))
    messages.success(request, _("已建立纾困档案。"))
    return redirect("console:rescue", number=number)


@require_POST
@needs(Action.WORK_RESCUES)
def work_rescue(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with a rescue."""
    return do(request, number, rescue_deeds.DEEDS.get(deed), reverse("console:rescue", args=[number]))


@require_POST
@needs(Action.APPROVE_RELEASES)
def decide_release(request: HttpRequest, number: str) -> HttpResponse:
    """Approve or refuse a release, as its second person."""
    return do(request, number, rescue_deeds.decide_release, reverse("console:rescue", args=[number]))
