"""The pages of a firm's file that belong to no room: overview, timeline, money, sources; and the whole file as one PDF."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from lookthrough.audit import operations as audit
from lookthrough.console import words
from lookthrough.console.access import carries, needs, officer_id
from lookthrough.console.contributions import Contribution, contributions
from lookthrough.console.firm_file import INSTITUTION, FirmFile, firm_file, firm_page
from lookthrough.console.firm_pdf import firm_pdf
from lookthrough.console.picture import Picture, drawn
from lookthrough.console.timeline import Event, events
from lookthrough.flows import queries as flows
from lookthrough.flows.queries import FlowLink
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.queries import InstitutionFacts
from lookthrough.registry.source_queries import sources_of
from lookthrough.risk.queries import AlertRow

SHOWN = 200
LATEST = 5
WINDOW = timedelta(days=30)


@needs(Action.SEE_FIRMS)
def firm(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show why a firm of the district is here, and what the register and the screening say of it."""
    file = firm_file(request, company_id)
    why = contributions(request, file)
    context = {
        "why": why,
        "longest": max((one.reason.times_limit for one in why if one.is_figure), default=0.0),
        "closed": len(file.alerts) - len(file.open_alerts),
        "hits": registry.hits_of(company_id=company_id),
        "latest": events(request, file)[:LATEST],
        "written_now": written_now(request),
    }
    return firm_page(request, company_id=company_id, tab="overview", template="console/firm/overview.html", **context)


@needs(Action.SEE_FIRMS)
def timeline(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show everything that happened to a firm, newest first, of one kind if asked."""
    found = events(request, firm_file(request, company_id))
    kind = request.GET.get("kind", "")
    counts: dict[str, int] = {}
    for one in found:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    shown = [one for one in found if kind in ("", one.kind)]
    context = {
        "years": by_year(shown[:SHOWN]),
        "kinds": [(slug, title, counts[slug]) for slug, title in words.EVENT.items() if slug in counts],
        "kind": kind if kind in counts else "",
        "total": len(found),
        "left_out": max(0, len(shown) - SHOWN),
        "written_now": written_now(request),
    }
    return firm_page(request, company_id=company_id, tab="timeline", template="console/firm/timeline.html", **context)


def by_year(found: list[Event]) -> list[tuple[int, list[Event]]]:
    """Return events under their years, in the order they come."""
    years: dict[int, list[Event]] = {}
    for one in found:
        years.setdefault(one.day.year, []).append(one)
    return list(years.items())


def written_now(request: HttpRequest) -> list[int]:
    """Return the notes that this officer wrote since signing in, which may still be taken back."""
    kept = request.session.get("firm_notes", [])
    return [one for one in kept if isinstance(one, int)]


@needs(Action.SEE_MONEY)
def money(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show where the money of the firm's institutions came from and went."""
    file = firm_file(request, company_id)
    run = flows.current_run()
    authority = offices.authority_in_force(authority_id=run.authority_id if run else None, on=file.today)
    wanted = request.GET.get("institution", "")
    one = next((one for one in file.operated if one.institution_id == wanted), file.operated[0] if file.operated else None)
    opens = authority is not None and carries(request, Action.SEE_TRANSFERS)
    context = {
        "one": one,
        "newest": _newest_alert(file, one) if one else None,
        "picture": _picture(request, file, one, opens=opens) if one and run else None,
        "run": run,
        "may_see_transfers": opens,
        "lacks_authority": authority is None,
    }
    return firm_page(request, company_id=company_id, tab="money", template="console/firm/money.html", **context)


def _newest_alert(file: FirmFile, one: InstitutionFacts) -> AlertRow | None:
    return next((row for row in file.alerts if (row.subject_type, row.subject_id) == (INSTITUTION, one.institution_id)), None)


def _picture(request: HttpRequest, file: FirmFile, one: InstitutionFacts, *, opens: bool) -> Picture:
    """Return an institution's picture: of the days asked for, else of the thirty days up to the last one looked through."""
    last = _day(request, "to") or file.as_of or file.today
    first = _day(request, "from") or last - WINDOW
    found = flows.flow_picture(institution_id=one.institution_id, from_date=first, to_date=last, language=words.language())
    days: dict[str, Any] = {"from": first.isoformat(), "to": last.isoformat()}
    address = f"{reverse('console:institution-transfers', args=[one.institution_id])}?{urlencode(days)}"
    return drawn(found, first, last, address=address if opens else _nowhere)


def _nowhere(link: FlowLink) -> str:
    return ""


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


@needs(Action.SEE_FIRMS)
def sources(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show where every value of the file came from."""
    found = sources_of(company_id=company_id)
    return firm_page(request, company_id=company_id, tab="sources", template="console/firm/sources.html", sources=found)


@needs(Action.SEE_FIRMS)
def export_firm(request: HttpRequest, company_id: str) -> HttpResponse:
    """Answer with the whole file as one PDF; who took it out of the house stands in the trail."""
    file = firm_file(request, company_id)
    why: list[Contribution] = contributions(request, file)
    made_at = timezone.now()
    content = firm_pdf(request, file, why=why, events=events(request, file), made_at=made_at)
    audit.record(
        actor=request.user.get_username(), action="export_firm_file", object_type="company", object_id=company_id, purpose="",
        at=made_at, details={"bytes": len(content), "officer": officer_id(request), "format": "pdf"},
    )  # fmt: skip
    response = HttpResponse(content, content_type="application/pdf")
    name = file.firm.uscc if file.firm.uscc_sound else "firm"
    response.headers["Content-Disposition"] = f'attachment; filename="firm-file-{name}-{file.today:%Y%m%d}.pdf"'
    return response
