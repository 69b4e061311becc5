"""The firm file (一户一档): one frame around every page about one firm, with the header that says who it is and where it stands.

A room adds its page by a line in ``TABS`` and a view that answers with ``firm_page``; its template extends ``console/firm/frame.html``
and fills ``{% block tab %}`` (and ``{% block tab_scripts %}`` for style sheets and scripts of its own).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from lookthrough.console import words
from lookthrough.console.access import carries, colleague, officer_id
from lookthrough.console.trend import Trend, trend
from lookthrough.flows import queries as flows
from lookthrough.kernel.findings import Severity
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import file_queries
from lookthrough.registry import queries as registry
from lookthrough.registry.file_queries import FirmHead
from lookthrough.registry.queries import CompanyFacts, InstitutionFacts
from lookthrough.risk import firm_queries as risk
from lookthrough.risk.firm_queries import Subject
from lookthrough.risk.queries import AlertRow, Reason
from lookthrough.risk.reasons import COMPANY
from lookthrough.risk.states import State

INSTITUTION, PARTY = "institution", "party"


@dataclass(frozen=True, slots=True)
class FirmFile:
    """What every page of the file knows: the firm, the institutions it operates, the alerts about either."""

    head: FirmHead
    region: str
    today: date
    as_of: date | None  # the last day of the money that was looked through
    operated: list[InstitutionFacts] = field(default_factory=list)
    alerts: list[AlertRow] = field(default_factory=list)
    reasons: list[tuple[AlertRow, Reason]] = field(default_factory=list)  # of all alerts, gravest first
    trend: Trend | None = None

    @property
    def firm(self) -> CompanyFacts:
        """Return the firm as the register has it."""
        return self.head.facts

    @property
    def open_alerts(self) -> list[AlertRow]:
        """Return the alerts that are not closed, or graver since they were."""
        return [one for one in self.alerts if one.state is not State.CLOSED or one.graver_since_decision]

    @property
    def gravest(self) -> Severity | None:
        """Return how grave the gravest open alert is; nothing when none is open."""
        return max((one.severity for one in self.open_alerts), key=lambda one: one.rank, default=None)

    @property
    def owners(self) -> list[str]:
        """Return the officers who have an open alert of the firm in hand, other than the one who looks after the firm."""
        keeper = self.head.keeper.officer_id if self.head.keeper else None
        return sorted({one.owner for one in self.open_alerts if one.owner and one.owner_id != keeper})

    @property
    def licences_in_force(self) -> list[file_queries.LicenceFacts]:
        """Return the licences in force today."""
        return [one for one in self.head.licences if one.licence.active(self.today)]


def _always(file: FirmFile) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the file: slug, title, the address it answers at (which takes the firm's id), who may open it, for which firms."""

    slug: str
    title: str | Promise
    url_name: str
    action: Action
    when: Callable[[FirmFile], bool] = _always


def _operates(file: FirmFile) -> bool:
    return bool(file.operated)


TABS: list[Tab] = [
    Tab("overview", pgettext_lazy("firm", "概览"), "console:firm", Action.SEE_FIRMS),
    Tab("level", pgettext_lazy("firm", "等级与指标"), "console:firm-level", Action.SEE_ALERTS),
    Tab("timeline", pgettext_lazy("firm", "时间线"), "console:firm-timeline", Action.SEE_FIRMS),
    Tab("money", pgettext_lazy("firm", "资金穿透"), "console:firm-money", Action.SEE_MONEY, _operates),
    Tab("ownership", pgettext_lazy("firm", "股权"), "console:firm-ownership", Action.SEE_FIRMS),
    Tab("returns", pgettext_lazy("firm", "报送"), "console:firm-returns", Action.SEE_RETURNS),
    Tab("handling", pgettext_lazy("firm", "处置"), "console:firm-handling", Action.SEE_FIRMS),
    Tab("cases", pgettext_lazy("firm", "线索案件"), "console:firm-cases", Action.SEE_CASES),
    Tab("supervision", pgettext_lazy("firm", "监管"), "console:firm-supervision", Action.SEE_SUPERVISION),
    Tab("elements", pgettext_lazy("firm", "要件"), "console:firm-elements", Action.SEE_ELEMENTS),
    Tab("rescue", pgettext_lazy("firm", "纾困"), "console:firm-rescue", Action.SEE_RESCUES),
    Tab("same", pgettext_lazy("firm", "同一主体"), "console:firm-same", Action.SEE_FIRMS),
    Tab("sources", pgettext_lazy("firm", "来源"), "console:firm-sources", Action.SEE_FIRMS),
]


def firm_page(request: HttpRequest, *, company_id: str, tab: str, template: str, **context: Any) -> HttpResponse:
    """Answer with one page of a firm's file; a firm outside the officer's district is not even confirmed to exist."""
    file = firm_file(request, company_id)
    works = carries(request, Action.WORK_FIRMS)
    hands_over = works and carries(request, Action.ASSIGN_OTHERS)
    frame = {
        "file": file,
        "head": file.head,
        "firm": file.firm,
        "tabs": tabs(request, file, here=tab),
        "may_work": works,
        "may_watch": carries(request, Action.WATCH_FIRMS),
        "colleagues": _takers(file) if hands_over else [],
        "next_words": request.get_full_path(),
    }
    return render(request, template, {**frame, **context})


def firm_file(request: HttpRequest, company_id: str) -> FirmFile:
    """Return the file of a firm within the officer's district, or answer 404; read once a request."""
    kept: dict[str, FirmFile] = request.__dict__.setdefault("_firm_files", {})
    if company_id not in kept:
        kept[company_id] = _read(request, company_id)
    return kept[company_id]


def tabs(request: HttpRequest, file: FirmFile, *, here: str) -> list[dict[str, Any]]:
    """Return the tabs of a firm that this officer may open."""
    return [
        {"url": reverse(one.url_name, args=[file.firm.company_id]), "title": one.title, "here": one.slug == here}
        for one in TABS
        if carries(request, one.action) and one.when(file)
    ]


def _read(request: HttpRequest, company_id: str) -> FirmFile:
    me, today = colleague(request), timezone.localdate()
    head = file_queries.head_of(company_id=company_id, on=today)
    if head is None or me is None or me.district is None or not me.district.reaches(head.facts.region_code):
        raise Http404
    operated = registry.institutions(operator_id=company_id)
    parties = flows.parties_identified(identifiers=[company_id]).get(company_id, [])  # how ledgers call it outside institutions
    subjects: list[Subject] = [(COMPANY, company_id), *((INSTITUTION, one.institution_id) for one in operated)]
    subjects += [(PARTY, party_id) for party_id in parties]
    alerts = risk.alerts_of(officer_id=officer_id(request), subjects=subjects)
    reasons, run = risk.reasons_of(alerts=alerts), flows.current_run()
    return FirmFile(
        head=head,
        region=words.region_name(head.facts.region_code),
        today=today,
        as_of=run.as_of if run else None,
        operated=operated,
        alerts=alerts,
        reasons=reasons,
        trend=trend(Counter(alert.month for alert, _reason in reasons), until=run.as_of if run else today),
    )


def _takers(file: FirmFile) -> list[offices.Colleague]:
    """Return the officers this firm may be handed to, the nearest offices first."""
    keeper = file.head.keeper.officer_id if file.head.keeper else None
    near = offices.officers_for(region_code=file.firm.region_code)
    return [one for one in near if one.may(Action.WORK_FIRMS) and one.officer_id != keeper]
