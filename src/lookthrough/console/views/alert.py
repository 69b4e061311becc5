"""One alert: what it is, why it is here, what can be done, and where the money came from and went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from lookthrough.cases import lead_queries
from lookthrough.console import words
from lookthrough.console.access import carries, needs, officer_id
from lookthrough.console.picture import Picture, drawn
from lookthrough.flows import queries as flows
from lookthrough.flows.custody_findings import RULE as CUSTODY
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.risk import queries as risk
from lookthrough.risk.queries import AlertDetail, Reason
from lookthrough.risk.reasons import COMPANY
from lookthrough.risk.states import ReasonKind, State

INSTITUTION, PARTY = "institution", "party"


@dataclass(frozen=True, slots=True)
class Shown:
    """A reason with the address of its evidence, empty when it has none, and of the breaks that it speaks of."""

    reason: Reason
    evidence: str
    breaks: str = ""


@needs(Action.SEE_ALERTS)
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Show one alert of the officer's district."""
    detail = alert_or_404(request, alert_id)
    row = detail.row
    context = {
        "detail": detail,
        "names": offices.names_by_username(),
        "row": row,
        "region": words.region_name(row.region_code),
        "reasons": [Shown(one, evidence_address(row.alert_id, one), _breaks(one)) for one in detail.reasons],
        "other_months": [
            one
            for one in risk.other_months(officer_id=officer_id(request), subject_type=row.subject_type, subject_id=row.subject_id)
            if one.month != row.month
        ],
        "picture": _picture(request, detail),
        "company_id": _company_id(detail),
        "run": flows.current_run(),
        "today": timezone.localdate(),
        "outcomes": words.OUTCOME.items(),
        "is_closed": row.state is State.CLOSED,
        "may_work": carries(request, Action.WORK_ALERTS),
        "may_see_methods": carries(request, Action.SEE_METHODS),
        "lead": lead_queries.lead_from(officer_id=officer_id(request), source="alert", reference=f"alert:{row.alert_id}"),
        "may_open_lead": carries(request, Action.WORK_CASES),
        "lead_title": f"{row.name or row.subject_id} {row.month}",
        "may_see_transfers": carries(request, Action.SEE_TRANSFERS),
        "colleagues": offices.officers_for(region_code=row.region_code) if carries(request, Action.ASSIGN_OTHERS) else [],
    }
    return render(request, "console/alert.html", context)


def _company_id(detail: AlertDetail) -> str:
    """Return the firm in the register that the alert is about, or that operates the institution."""
    if detail.row.subject_type == COMPANY:
        return detail.row.subject_id
    if detail.row.subject_type == PARTY:
        party = flows.parties(party_ids=[detail.row.subject_id]).get(detail.row.subject_id)
        firm = registry.company_by_id(company_id=party.identifier) if party and not party.is_person else None
        return firm.company_id if firm else ""
    found = registry.institution(institution_id=detail.row.subject_id)
    return found.operator.company_id if found and found.operator else ""


def alert_or_404(request: HttpRequest, alert_id: int) -> AlertDetail:
    """Return the alert, or answer as if there were none: another district's alerts are not even confirmed to exist."""
    detail = risk.alert(officer_id=officer_id(request), alert_id=alert_id)
    if detail is None:
        raise Http404
    return detail


def evidence_address(alert_id: int, reason: Reason) -> str:
    """Return where the transfers behind a finding are listed."""
    if reason.kind is not ReasonKind.FINDING or not reason.evidence_count:
        return ""
    return f"{reverse('console:transfers', args=[alert_id])}?{urlencode({'finding': reason.key})}"


def _breaks(reason: Reason) -> str:
    """Return where the breaks behind a reason are listed, if it is one of custody."""
    found = flows.finding(finding_id=reason.key) if reason.rule == CUSTODY else None
    return f"{reverse('console:reconciliation', args=[found.details['reconciliation']])}?state=overdue" if found else ""


def window(detail: AlertDetail, request: HttpRequest) -> tuple[date, date]:
    """Return the days the picture covers: those asked for, else those of the gravest finding."""
    first = next((one for one in detail.reasons if one.kind is ReasonKind.FINDING), detail.reasons[0])
    return _day(request, "from") or first.from_date, _day(request, "to") or first.to_date


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def _picture(request: HttpRequest, detail: AlertDetail) -> Picture | None:
    if detail.row.subject_type != INSTITUTION:
        return None
    from_date, to_date = window(detail, request)
    found = flows.flow_picture(institution_id=detail.row.subject_id, from_date=from_date, to_date=to_date, language=words.language())
    base: dict[str, Any] = {"from": from_date.isoformat(), "to": to_date.isoformat()}
    return drawn(found, from_date, to_date, address=f"{reverse('console:transfers', args=[detail.row.alert_id])}?{urlencode(base)}")
