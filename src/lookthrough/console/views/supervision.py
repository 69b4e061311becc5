"""Supervision of licensed local bodies: the list, a plan, one check, its phone form, the confirmation of facts, the letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lookthrough.audit import operations as audit
from lookthrough.console import words
from lookthrough.console.access import carries, needs, officer_id
from lookthrough.console.firm_file import INSTITUTION, firm_page
from lookthrough.console.views.triage import district_of
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.queries import InstitutionFacts
from lookthrough.risk import firm_queries as risk
from lookthrough.risk.queries import AlertRow, Reason
from lookthrough.supervision import queries, returns_queries
from lookthrough.supervision.check_rows import CheckFileWhole
from lookthrough.supervision.checklists import BUSINESSES, checklist
from lookthrough.supervision.office_settings import settings_on
from lookthrough.supervision.ratios import Measured, Standing
from lookthrough.supervision.returns_queries import Returned
from lookthrough.supervision.stages import (
    ACTS,
    CORRECTION_STATES,
    EXTENSION_STATES,
    ORDER,
    SAID,
    SEEN,
    SHEET_STATES,
    STAGES,
    Stage,
)

EVIDENCE = "evidence/checks"
LIMIT_RULES = ("guarantee_limit", "small_loan_limit")
LIMIT_ITEMS = ("guarantee_limits", "loan_limits", "pawn_limits", "lease_limits")
_STATES = ("open", "over", "all")


@dataclass(frozen=True, slots=True)
class Body:
    """A licensed body of the list: how its latest return stands to the limits, and its check."""

    institution: InstitutionFacts
    region: str
    returned: Returned | None
    check: tuple[str, str] | None
    last_checked: date | None

    @property
    def beyond(self) -> int:
        """Return how many limits it passes."""
        return sum(one.standing is Standing.BEYOND for one in self.measured)

    @property
    def missing(self) -> int:
        """Return how many limits could not be held against a figure."""
        return sum(one.standing is Standing.MISSING for one in self.measured)

    @property
    def measured(self) -> Sequence[Measured]:
        """Return the limits with their figures."""
        return self.returned.measured if self.returned else ()


@needs(Action.SEE_SUPERVISION)
def supervision(request: HttpRequest) -> HttpResponse:
    """Show the district's licensed bodies, those beyond a limit first, and the checks that run."""
    today, district = timezone.localdate(), district_of(request)
    state, text = request.GET.get("state", "open"), request.GET.get("text", "").strip()[:80]
    state = state if state in _STATES else "open"
    business = request.GET.get("business", "")
    names = offices.region_names()
    bodies = [one for one in _bodies(request, today) if (not business or one.institution.business == business)]
    shown = [one for one in bodies if not text or text in one.institution.name]
    context = {
        "bodies": shown[:200], "total": len(shown), "checks": [
            (row, words.region_name(row.region_code, names))
            for row in queries.checks(district=district, today=today, state=state, text=text)
        ],
        "state": state, "text": text, "business": business, "businesses": BUSINESSES, "stages": STAGES, "today": today,
        "counts": queries.counts(district=district, today=today), "may_work": carries(request, Action.WORK_SUPERVISION),
        "may_see_rescues": carries(request, Action.SEE_RESCUES),
    }  # fmt: skip
    return render(request, "console/supervision/list.html", context)


@needs(Action.WORK_SUPERVISION)
def plan_check(request: HttpRequest) -> HttpResponse:
    """Show the form that plans a joint check; the firm is chosen from the licensed bodies or given by its file."""
    chosen = request.GET.get("firm", "")
    firm = registry.company_by_id(company_id=chosen) if chosen else None
    if firm and not district_of(request).reaches(firm.region_code):
        raise Http404
    bodies = sorted(_licensed(request), key=lambda one: one.name)
    operated = next((one for one in bodies if firm and one.operator and one.operator.company_id == firm.company_id), None)
    context = {
        "firm": firm, "bodies": bodies, "businesses": BUSINESSES, "business": operated.business if operated else "",
        "team": queries.teams(region_code=firm.region_code) if firm else [], "today": timezone.localdate(), "list": checklist(),
        "offices": [name for _pk, name, _prefix in offices.offices_of(district=district_of(request))],
    }  # fmt: skip
    return render(request, "console/supervision/plan.html", context)


@needs(Action.SEE_SUPERVISION)
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Show one check whole: where it stands, what is missing, and what can be done now."""
    return render(request, "console/supervision/check.html", _context(request, number))


@needs(Action.SEE_SUPERVISION)
def on_site(request: HttpRequest, number: str) -> HttpResponse:
    """Show the form for the site: one item a card, large enough for a thumb."""
    context = _context(request, number)
    context["may_see"] = context["may_work"] and request.user.get_username() in context["file"].officers
    return render(request, "console/supervision/on_site.html", context)


@needs(Action.SEE_SUPERVISION)
def self_check(request: HttpRequest, number: str) -> HttpResponse:
    """Show the self-check as the body fills it in; an officer may fill it in for a body that cannot."""
    return render(request, "console/supervision/self_check.html", _context(request, number))


@needs(Action.SEE_SUPERVISION)
def fact_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Show the confirmation of facts as it is printed; who signed is a person's name, so the reading stands in the trail."""
    context = _context(request, number)
    sheet = context["file"].sheet
    if sheet is None:
        raise Http404
    name = ""
    if sheet.state == "signed":
        audit.record_reading(
            actor=request.user.get_username(), object_type="check", object_id=number, purpose="事实确认书 / confirmation of facts",
            at=timezone.now(), details={"sheet": sheet.number},
        )  # fmt: skip
        name = queries.signer(sheet=sheet.number, district=district_of(request))
    return render(request, "console/supervision/sheet.html", {**context, "sheet": sheet, "signer": name})


@needs(Action.SEE_SUPERVISION)
def check_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Hand out a file of a check: as a download only, each reading in the trail."""
    found = queries.file(file_id=file_id, district=district_of(request), folder=settings.HOME / EVIDENCE)
    if found is None:
        raise Http404
    row, kind, content, number = found
    audit.record(
        actor=request.user.get_username(), action="read_check_file", object_type="check", object_id=number, purpose="",
        at=timezone.now(), details={"file": row.file_id, "sha256": row.sha256},
    )  # fmt: skip
    ending = {"jpeg": "jpg"}.get(kind, kind)
    headers = {"Content-Disposition": f'attachment; filename="{number}-{row.file_id}.{ending}"'}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@needs(Action.SEE_SUPERVISION)
def firm_supervision(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show, in the firm's file, its checks and what its returns say beside the limits."""
    today, district = timezone.localdate(), district_of(request)
    return firm_page(
        request, company_id=company_id, tab="supervision", template="console/supervision/firm.html",
        checks=queries.checks(district=district, today=today, state="all", company_id=company_id), stages=STAGES, today=today,
        bodies=[(one, returned) for one, returned in _returned(registry.institutions(operator_id=company_id), today)],
        may_plan=carries(request, Action.WORK_SUPERVISION),
    )  # fmt: skip


def _context(request: HttpRequest, number: str) -> dict[str, Any]:
    today, district = timezone.localdate(), district_of(request)
    found = queries.check(number=number, district=district, today=today)
    if found is None:
        raise Http404
    limits = settings_on(today)
    by_item = [act for act in found.acts if act.kind in queries.BY_ITEM]
    return {
        "by_item": by_item, "acts": [act for act in found.acts if act.kind not in queries.BY_ITEM],
        "file": found, "row": found.row, "stages": STAGES, "order": [(stage, STAGES[stage]) for stage in ORDER], "said": SAID, "seen": SEEN,
        "sheet_states": SHEET_STATES, "correction_states": CORRECTION_STATES, "extension_states": EXTENSION_STATES, "act_titles": ACTS,
        "names": offices.names_by_username(), "today": today, "limits": limits, "list": checklist(),
        "may_work": carries(request, Action.WORK_SUPERVISION), "may_decide": carries(request, Action.DECIDE_SUPERVISION),
        "returned": _returned(_institutions_of(found), today), "findings": _findings(request, found),
        "limit_items": [one for one in found.items if one.slug in LIMIT_ITEMS], "region": words.region_name(found.row.region_code),
        "team": queries.teams(region_code=found.row.region_code), "over": found.row.stage in (Stage.CLOSED, Stage.CANCELLED),
    }  # fmt: skip


def _institutions_of(found: CheckFileWhole) -> list[InstitutionFacts]:
    return registry.institutions(operator_id=found.row.company_id)


def _findings(request: HttpRequest, found: CheckFileWhole) -> list[tuple[AlertRow, Reason]]:
    """Return what the money itself says of the limits: findings of the rules about guarantees and small loans."""
    subjects = [(INSTITUTION, one.institution_id) for one in _institutions_of(found)]
    alerts = risk.alerts_of(officer_id=officer_id(request), subjects=subjects)
    return [(alert, reason) for alert, reason in risk.reasons_of(alerts=alerts) if reason.rule in LIMIT_RULES]


def _licensed(request: HttpRequest) -> list[InstitutionFacts]:
    district = district_of(request)
    return [one for one in registry.institutions() if one.business in BUSINESSES and one.operator and district.reaches(one.region_code)]


def _bodies(request: HttpRequest, today: date) -> list[Body]:
    district, names = district_of(request), offices.region_names()
    busy, last = queries.busy_firms(district=district), queries.last_checked(district=district)
    found = [
        Body(one, words.region_name(one.region_code, names), returned, busy.get(_firm(one)), last.get(_firm(one)))
        for one, returned in _returned(_licensed(request), today)
    ]
    return sorted(found, key=lambda body: (-body.beyond, body.check is None, -body.missing, body.institution.name))


def _returned(institutions: Iterable[InstitutionFacts], today: date) -> list[tuple[InstitutionFacts, Returned | None]]:
    """Pair institutions with what their latest return says."""
    some = list(institutions)
    found = returns_queries.latest(bodies={one.institution_id: one.business for one in some}, today=today)
    return [(one, found.get(one.institution_id)) for one in some]


def _firm(one: InstitutionFacts) -> str:
    return one.operator.company_id if one.operator else ""
