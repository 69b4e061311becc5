"""My work: one list over alerts, triages, leads, cases with their clocks, decisions asked of me and what came back."""

from __future__ import annotations

from collections import Counter

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lookthrough.console import words
from lookthrough.console.access import needs, officer_id
from lookthrough.console.desk_pages import address
from lookthrough.desk import noticing, work_queries
from lookthrough.desk.work_item import TITLES, Why, WorkItem
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action

SHOWN = 500


@needs(Action.SEE_WORK)
def my_work(request: HttpRequest) -> HttpResponse:
    """Show the officer's work, by why it lies on the desk and where it comes from, what is late first."""
    me, at = officer_id(request), timezone.now()
    items = work_queries.work_of(officer_id=me, at=at, today=timezone.localdate())
    tell_now_and_then(me, items)
    why, source = request.GET.get("why", ""), request.GET.get("source", "")
    found = [one for one in items if why in ("", one.why.value) and source in ("", one.source)]
    reasons, sources = Counter(one.why.value for one in items), Counter(one.source for one in items)
    context = {
        "rows": rows(found[:SHOWN]), "total": len(found), "all": len(items), "late": sum(one.late for one in items),
        "why": why if why in set(Why) else "", "source": source if source in TITLES else "",
        "reasons": [(slug, title, reasons[slug] if slug else len(items)) for slug, title in words.DESK_WHY.items()],
        "sources": [(slug, title, sources[slug]) for slug, title in TITLES.items() if sources[slug]],
        "names": offices.names_by_username(),
    }  # fmt: skip
    return render(request, "console/desk/my_work.html", context)


def tell_now_and_then(officer_id: int, items: list[WorkItem]) -> None:
    """Bring the officer's notices in line with the work that was just gathered, at most once a minute: looking again is cheap."""
    if cache.add(f"told-{officer_id}", 1, timeout=60):
        noticing.tell(officer_id=officer_id, at=timezone.now(), today=timezone.localdate(), items=items)


def rows(items: list[WorkItem]) -> list[tuple[WorkItem, str]]:
    """Return lines of work with the address of each."""
    return [(one, address(one.page, one.at)) for one in items]
