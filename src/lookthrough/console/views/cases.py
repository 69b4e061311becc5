"""Cases: the list, and the first page of one, which says what it is, where it stands, what is due and what comes next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lookthrough.cases import case_queries
from lookthrough.cases.case_type import case_types
from lookthrough.console.access import needs, officer_id
from lookthrough.console.case_file import case_file, case_page, tab_view
from lookthrough.offices.roles import Action

_STATES = ("open", "ended", "merged", "all")


@needs(Action.SEE_CASES)
def cases(request: HttpRequest) -> HttpResponse:
    """Show the district's cases."""
    state = request.GET.get("state", "open")
    state = state if state in _STATES else "open"
    rows = case_queries.cases(officer_id=officer_id(request), state=state)
    return render(request, "console/cases/list.html", {"rows": rows, "state": state, "shown": _STATES, "types": case_types()})


@tab_view("file")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show the first page of a case."""
    case_file(request, number)
    return case_page(
        request, number=number, tab="file", template="console/cases/file.html", next_steps=case_queries.next_steps(number=number),
        waiting=case_queries.waiting_step(number=number), events=case_queries.events(number=number),
    )  # fmt: skip
