"""Firms of the register, and the search that stands on every page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lookthrough.console import words
from lookthrough.console.access import colleague, needs, officer_id
from lookthrough.console.firm_file import firm_file, firm_page
from lookthrough.console.views.alerts import page_number, with_regions
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.queries import CompanyFacts
from lookthrough.risk import queries as risk
from lookthrough.risk.queries import AlertFilter

PAGE_SIZE = 50
SHOWN = 10


@needs(Action.SEE_FIRMS)
def firms(request: HttpRequest) -> HttpResponse:
    """Show the firms of the district by name, or those that a word finds; with alerts of that name above."""
    text, page = request.GET.get("text", "").strip()[:80], page_number(request)
    found = _found(_district(request), text, page)
    names = offices.region_names()
    alerts = risk.alerts(
        officer_id=officer_id(request), asked=AlertFilter(state="all", text=text), today=timezone.localdate(), page_size=SHOWN
    )
    context = {
        "text": text,
        "firms": [(one, words.region_name(one.region_code, names)) for one in found[:PAGE_SIZE]],
        "alerts": with_regions(alerts.rows) if text else [],
        "alerts_total": alerts.total,
        "page": page,
        "more": len(found) > PAGE_SIZE,
    }
    return render(request, "console/firms.html", context)


@needs(Action.SEE_FIRMS)
def firm(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show why a firm of the district is here, and what the register and the screening say of it."""
    firm_file(request, company_id)
    return firm_page(
        request,
        company_id=company_id,
        tab="overview",
        template="console/firm/overview.html",
        hits=registry.hits_of(company_id=company_id),
    )


@needs(Action.SEE_FIRMS)
def sources(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show where every value of the file came from."""
    return firm_page(request, company_id=company_id, tab="sources", template="console/firm/sources.html")


def _district(request: HttpRequest) -> District:
    me = colleague(request)
    if me is None or me.district is None:
        raise Http404
    return me.district


def _found(district: District, text: str, page: int) -> list[CompanyFacts]:
    """Return one page of firms and one more, which tells that there is a next page."""
    prefix = "" if district.unplaced else district.prefix
    found = registry.companies(search=text, region_prefix=prefix, limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE)
    return [one for one in found if district.reaches(one.region_code)]
