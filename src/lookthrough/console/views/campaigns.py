"""Special-rectification campaigns: the list, one campaign with its wall, what is late, its forms, acceptance."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lookthrough.cases.campaigns import queries
from lookthrough.cases.campaigns.catalogue import criteria, terms_on
from lookthrough.cases.campaigns.forms import KINDS
from lookthrough.cases.campaigns.queries import CampaignFile
from lookthrough.cases.campaigns.stages import ACCEPTANCE_STATES, ACTS, ORDER, STAGES, STATES, Stage, next_stage, stage_before
from lookthrough.console import words
from lookthrough.console.access import carries, needs
from lookthrough.console.views.triage import district_of
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action

_SHOWN = ("running", "ended", "all")
_STANDINGS = ("late", "soon", "open", "done")


@needs(Action.SEE_CAMPAIGNS)
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show the campaigns that concern the district, and what of them is late here."""
    state = request.GET.get("state", "running")
    state = state if state in _SHOWN else "running"
    today, district, names = timezone.localdate(), district_of(request), offices.region_names()
    tasks = queries.tasks(district=district, on=today)
    context = {
        "rows": [(row, words.region_name(row.region_code, names)) for row in queries.campaigns(district=district, on=today, state=state)],
        "state": state, "shown": _SHOWN, "stages": STAGES, "states": STATES, "may_lead": carries(request, Action.LEAD_CAMPAIGNS),
        "late": len([one for one in tasks if one.standing == "late"]), "soon": len([one for one in tasks if one.standing == "soon"]),
        "may_work": carries(request, Action.WORK_CAMPAIGNS),
    }  # fmt: skip
    return render(request, "console/campaigns/list.html", context)


@needs(Action.SEE_CAMPAIGNS)
def late(request: HttpRequest) -> HttpResponse:
    """Show the district's tasks of all running campaigns: late ones, due soon, open, done."""
    standing = request.GET.get("standing", "late")
    standing = standing if standing in _STANDINGS else "late"
    today, names = timezone.localdate(), offices.region_names()
    number = request.GET.get("campaign", "")[:16]
    rows = queries.tasks(district=district_of(request), on=today, number=number, standing=standing)
    context = {
        "rows": [(row, words.region_name(row.region_code, names)) for row in rows], "standing": standing, "standings": _STANDINGS,
        "stages": STAGES, "today": today, "number": number, "may_work": carries(request, Action.WORK_CAMPAIGNS),
        "names": offices.names_by_username(), "soon_days": terms_on(today).whole("remind_days"),
    }  # fmt: skip
    return render(request, "console/campaigns/late.html", context)


@needs(Action.SEE_CAMPAIGNS)
def campaign(request: HttpRequest, number: str) -> HttpResponse:
    """Show one campaign: its stages, its wall of districts, its fields, what was done."""
    found, context = campaign_page(request, number, "wall")
    today = timezone.localdate()
    tasks = queries.tasks(district=district_of(request), on=today, number=number)
    context |= {
        "tasks": [(one, context["regions"].get(one.region_code, one.region_code)) for one in tasks if one.stage == found.stage],
        "late_here": len([one for one in tasks if one.standing == "late"]),
        "acts": queries.history(number=number, district=district_of(request)),
        "act_titles": ACTS, "next_stage": next_stage(found.stage), "stage_before": stage_before(found.stage),
    }  # fmt: skip
    return render(request, "console/campaigns/one.html", context)


@needs(Action.SEE_CAMPAIGNS)
def forms(request: HttpRequest, number: str) -> HttpResponse:
    """Show what visits and reports ask, and let who leads add to it."""
    _found, context = campaign_page(request, number, "forms")
    return render(request, "console/campaigns/forms.html", context | {"kinds": KINDS})


@needs(Action.SEE_CAMPAIGNS)
def acceptance(request: HttpRequest, number: str) -> HttpResponse:
    """Show each district's way to acceptance: what is still missing, who proposed, who decided."""
    found, context = campaign_page(request, number, "acceptance")
    district = district_of(request)
    standing = {row.region_code: row for row in reversed(found.acceptances)}
    rows = []
    for code in found.districts:
        short = queries.missing(number=number, region_code=code, district=district)
        rows.append((code, context["regions"].get(code, code), short, sum(short.values()), standing.get(code)))
    context |= {
        "rows": rows, "criteria": criteria(), "acceptance_states": ACCEPTANCE_STATES, "at_acceptance": found.stage == Stage.ACCEPTANCE,
    }  # fmt: skip
    return render(request, "console/campaigns/acceptance.html", context)


def campaign_page(request: HttpRequest, number: str, tab: str) -> tuple[CampaignFile, dict[str, Any]]:
    """Return a campaign of the district and what every one of its pages shows."""
    today, district = timezone.localdate(), district_of(request)
    found = queries.campaign(number=number, district=district, on=today)
    if found is None:
        raise Http404
    names = offices.region_names()
    running = found.state == "running"
    return found, {
        "file": found, "tab": tab, "stages": STAGES, "states": STATES, "order": ORDER, "today": today,
        "regions": {code: words.region_name(code, names) for code in [*found.districts, found.region_code]},
        "region": words.region_name(found.region_code, names), "names": offices.names_by_username(),
        "may_work": running and carries(request, Action.WORK_CAMPAIGNS),
        "may_lead": running and found.whole and carries(request, Action.LEAD_CAMPAIGNS),
        "may_decide": running and carries(request, Action.LEAD_CAMPAIGNS),
        "may_reopen": not running and found.whole and carries(request, Action.LEAD_CAMPAIGNS),
    }  # fmt: skip
