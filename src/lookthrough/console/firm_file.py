"""The firm file (一户一档): one frame around every page about one firm, with the header that says who it is and where it stands.

A room adds its page by a line in ``TABS`` and a view that answers with ``firm_page``; its template extends ``console/firm/frame.html``
and fills ``{% block tab %}`` (and ``{% block tab_scripts %}`` for style sheets and scripts of its own).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from lookthrough.console import words
from lookthrough.console.access import carries, colleague, officer_id
from lookthrough.kernel.findings import Severity
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.queries import CompanyFacts, InstitutionFacts
from lookthrough.risk import firm_queries as risk
from lookthrough.risk.firm_queries import Subject
from lookthrough.risk.queries import AlertRow
from lookthrough.risk.reasons import COMPANY
from lookthrough.risk.states import State

INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the file: its slug, its title, the address it answers at (which takes the firm's id) and who may open it."""

    slug: str
    title: str | Promise
    url_name: str
    action: Action


TABS: list[Tab] = [
    Tab("overview", pgettext_lazy("firm", "概览"), "console:firm", Action.SEE_FIRMS),
    Tab("sources", pgettext_lazy("firm", "来源"), "console:firm-sources", Action.SEE_FIRMS),
]


@dataclass(frozen=True, slots=True)
class FirmFile:
    """What every page of the file knows: the firm, the institutions it operates, the alerts about either."""

    firm: CompanyFacts
    region: str
    operated: list[InstitutionFacts] = field(default_factory=list)
    alerts: list[AlertRow] = field(default_factory=list)

    @property
    def open_alerts(self) -> list[AlertRow]:
        """Return the alerts that are not closed, or graver since they were."""
        return [one for one in self.alerts if one.state is not State.CLOSED or one.graver_since_decision]

    @property
    def gravest(self) -> Severity | None:
        """Return how grave the gravest open alert is; nothing when none is open."""
        return max((one.severity for one in self.open_alerts), key=lambda one: one.rank, default=None)


def firm_page(request: HttpRequest, *, company_id: str, tab: str, template: str, **context: Any) -> HttpResponse:
    """Answer with one page of a firm's file; a firm outside the officer's district is not even confirmed to exist."""
    file = firm_file(request, company_id)
    return render(request, template, {"file": file, "firm": file.firm, "tabs": _tabs(request, file, tab), **context})


def firm_file(request: HttpRequest, company_id: str) -> FirmFile:
    """Return the file of a firm within the officer's district, or answer 404; read once a request."""
    kept: dict[str, FirmFile] = request.__dict__.setdefault("_firm_files", {})
    if company_id not in kept:
        kept[company_id] = _read(request, company_id)
    return kept[company_id]


def _read(request: HttpRequest, company_id: str) -> FirmFile:
    me, found = colleague(request), registry.company_by_id(company_id=company_id)
    if found is None or me is None or me.district is None or not me.district.reaches(found.region_code):
        raise Http404
    operated = registry.institutions(operator_id=company_id)
    subjects: list[Subject] = [(COMPANY, company_id), *((INSTITUTION, one.institution_id) for one in operated)]
    return FirmFile(
        firm=found,
        region=words.region_name(found.region_code),
        operated=operated,
        alerts=risk.alerts_of(officer_id=officer_id(request), subjects=subjects),
    )


def _tabs(request: HttpRequest, file: FirmFile, here: str) -> list[dict[str, Any]]:
    """Return the tabs this officer may open."""
    return [
        {"url": reverse(one.url_name, args=[file.firm.company_id]), "title": one.title, "here": one.slug == here}
        for one in TABS
        if carries(request, one.action)
    ]
