"""Cases: the list, the board by steps, and the first page of one: what it is, where it stands, what is due, what comes next."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from lookthrough.cases import case_queries, lead_queries, sharing_queries
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.case_type import case_types
from lookthrough.cases.handover_operations import BODIES
from lookthrough.cases.handover_operations import STATES as HANDOVER_STATES
from lookthrough.cases.party_operations import PARTS
from lookthrough.console import words
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.case_file import TABS, CaseFile, case_file, case_page, tab_view
from lookthrough.console.case_tables import table_of_cases
from lookthrough.console.views.alerts import page_number
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action

STATES = ("open", "ended", "merged", "all")
SUBJECT_PAGE = {"company": "console:firm", "institution": "console:institution"}
_COUNTY = 6
PAGE_SIZE = 50


@needs(Action.SEE_CASES)
def cases(request: HttpRequest) -> HttpResponse:
    """Show the district's cases as a list."""
    asked, page, me = _asked(request), page_number(request), officer_id(request)
    rows = case_queries.cases(officer_id=me, limit=PAGE_SIZE, start=(page - 1) * PAGE_SIZE, **asked)
    place = {"page": page, "page_size": PAGE_SIZE, "total": case_queries.counted(officer_id=me, **asked)}
    return render(request, "console/cases/list.html", {**_frame(request, asked), **place, "rows": _with_clocks(rows)})


@needs(Action.SEE_CASES)
def board(request: HttpRequest) -> HttpResponse:
    """Show the open cases of one type as a board with a column for each step."""
    asked = _asked(request) | {"state": "open", "step": ""}
    every = case_queries.cases(officer_id=officer_id(request), **{**asked, "case_type": ""})
    counted = Counter(one.type for one in every)
    slug = asked["case_type"] or next((slug for slug, _n in counted.most_common(1)), next(iter(case_types())))
    asked["case_type"] = slug
    rows = _with_clocks([one for one in every if one.type == slug])
    columns = [(step, [row for row in rows if row[0].step == step.slug]) for step in case_types()[slug].steps if not step.final]
    context = {"columns": columns, "kind": case_types()[slug], "counted": counted, "total": len(rows)}
    return render(request, "console/cases/board.html", {**_frame(request, asked), **context})


@needs(Action.SEE_CASES)
def export_cases(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Let the list leave as it is filtered."""
    return table_of_cases(case_queries.cases(officer_id=officer_id(request), **_asked(request), limit=20_000), format)


@needs(Action.SEE_SHARED_CASES)
def shared(request: HttpRequest) -> HttpResponse:
    """Show a person from outside which cases and pages are open to him or her."""
    open_to_me = sharing_queries.shared_with(officer_id=officer_id(request), on=timezone.localdate())
    titles = {tab.slug: tab for tab in TABS}
    rows = [(number, title, [titles[slug] for slug in tabs if slug in titles], until) for number, title, tabs, until in open_to_me]
    return render(request, "console/cases/shared.html", {"rows": rows})


@tab_view("file")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show the first page of a case."""
    file, me = case_file(request, number), officer_id(request)
    waiting = case_queries.waiting_step(number=number)
    handovers = sharing_queries.handovers(number=number)
    return case_page(
        request, number=number, tab="file", template="console/cases/file.html", next_steps=case_queries.next_steps(number=number),
        waiting=waiting, waiting_title=file.kind.step(waiting[0]) if waiting else None, is_own=bool(waiting and waiting[2] == me),
        events=case_queries.events(number=number), leads=lead_queries.leads_in(case_number=number, officer_id=me),
        related=sharing_queries.related_cases(number=number),
        parties=sharing_queries.parties(number=number), parts=PARTS, bodies=BODIES, handovers=handovers, handover_states=HANDOVER_STATES,
        sent=next((one for one in handovers if one.state == "sent"), None), milestones=case_queries.milestones(number=number),
        subject_page=SUBJECT_PAGE.get(file.facts.subject_type, ""), may_act_here=_may_act_here(request, file),
        mergeable=_mergeable(request, file), is_county=_is_county(request),
    )  # fmt: skip


def _may_act_here(request: HttpRequest, file: CaseFile) -> bool:
    """Return whether this officer's level works on the case; the operations themselves refuse whoever does not."""
    return carries(request, Action.WORK_CASES) and file.facts.is_open and not (file.facts.tier == "city" and _is_county(request))


def _is_county(request: HttpRequest) -> bool:
    me = colleague(request)
    return me is not None and me.district is not None and len(me.district.prefix) >= _COUNTY


def _mergeable(request: HttpRequest, file: CaseFile) -> list[tuple[str, str]]:
    """Return the open cases of the same type that this one could be merged into, those about the same subject first."""
    if not carries(request, Action.DECIDE_CASES):
        return []
    about = file.facts
    return case_queries.choices(officer_id=officer_id(request), case_type=about.type, subject_id=about.subject_id, but=about.number)


def _asked(request: HttpRequest) -> dict[str, Any]:
    given = request.GET
    state, slug = given.get("state", "open"), given.get("type", "")
    kind = case_types().get(slug)
    step = given.get("step", "")
    return {
        "state": state if state in STATES else "open",
        "case_type": slug if kind else "",
        "step": step if kind and kind.step(step) else "",
        "words": given.get("text", "")[:80],
        "mine": given.get("mine") == "1",
    }


def _frame(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    may_hand = carries(request, Action.ASSIGN_OTHERS)
    return {
        "asked": asked,
        "shown": STATES,
        "types": case_types(),
        "steps": case_types()[asked["case_type"]].steps if asked["case_type"] else (),
        "names": offices.names_by_username(),
        "may_work": carries(request, Action.WORK_CASES),
        "colleagues": colleagues_of(request) if may_hand else [],
        "filtered": any((asked["case_type"], asked["words"], asked["mine"], asked["state"] != "open")),
    }


def colleagues_of(request: HttpRequest) -> list[offices.Colleague]:
    """Return who of the officer's own district works on cases."""
    me = colleague(request)
    near = offices.officers_of(district=me.district) if me and me.district else []
    return [one for one in near if one.may(Action.WORK_CASES)]


def _with_clocks(rows: list[CaseFacts]) -> list[tuple[CaseFacts, str, Any]]:
    """Return cases with the name of their region and the clock that ends first."""
    clocks = case_queries.next_clocks(numbers=[one.number for one in rows], today=timezone.localdate())
    names = offices.region_names()
    return [(one, words.region_name(one.region_code, names), clocks.get(one.number)) for one in rows]
