"""The first page in the morning: what is new, what is mine, what came back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lookthrough.console.access import needs, officer_id
from lookthrough.flows import queries as flows
from lookthrough.offices.roles import Action
from lookthrough.risk import queries as risk
from lookthrough.risk.queries import AlertFilter, AlertRow

SHOWN, READ = 8, 200
ASKED = {"new": AlertFilter(state="new"), "mine": AlertFilter(state="assigned", owner="me"), "back": AlertFilter(state="back")}


@dataclass(frozen=True, slots=True)
class Column:
    """The worst alert of each of the worst subjects, with how many months of it wait; and how many alerts there are in all."""

    subjects: list[tuple[AlertRow, int]]
    total: int


@needs(Action.SEE_WORK)
def work(request: HttpRequest) -> HttpResponse:
    """Show the officer's day in three columns, worst first."""
    today, me = timezone.localdate(), officer_id(request)
    context = {
        "columns": {name: _column(me, asked, today) for name, asked in ASKED.items()},
        "counts": risk.counts(officer_id=me, today=today),
        "today": today,
        "run": flows.current_run(),
    }
    return render(request, "console/work.html", context)


def _column(me: int, asked: AlertFilter, today: date) -> Column:
    found = risk.alerts(officer_id=me, asked=asked, today=today, page_size=READ)
    months = Counter((row.subject_type, row.subject_id) for row in found.rows)
    worst: dict[tuple[str, str], AlertRow] = {}
    for row in found.rows:
        worst.setdefault((row.subject_type, row.subject_id), row)
    return Column(subjects=[(row, months[key]) for key, row in list(worst.items())[:SHOWN]], total=found.total)
