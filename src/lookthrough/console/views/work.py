"""The first page in the morning: what is new, what is mine, what came back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lookthrough.console.access import needs, officer_id
from lookthrough.flows import queries as flows
from lookthrough.offices.roles import Action
from lookthrough.risk import queries as risk
from lookthrough.risk.queries import AlertFilter

SHOWN = 8


@needs(Action.SEE_WORK)
def work(request: HttpRequest) -> HttpResponse:
    """Show the officer's day in three columns, worst first."""
    today, me = timezone.localdate(), officer_id(request)
    asked = {"new": AlertFilter(state="new"), "mine": AlertFilter(state="assigned", owner="me"), "back": AlertFilter(state="back")}
    columns = {name: risk.alerts(officer_id=me, asked=one, today=today, page_size=SHOWN) for name, one in asked.items()}
    counts = risk.counts(officer_id=me, today=today)
    return render(request, "console/work.html", {"columns": columns, "counts": counts, "today": today, "run": flows.current_run()})
