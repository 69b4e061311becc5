"""The audit trail for those who look after it: who did and who read what, and whether every entry is still as written."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lookthrough.audit import queries as audit
from lookthrough.console.access import colleague, needs
from lookthrough.console.views.alerts import page_number
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action

PAGE_SIZE = 50


@needs(Action.SEE_AUDIT)
def trail(request: HttpRequest) -> HttpResponse:
    """Show the newest entries; checks the whole trail when asked. A district's auditor sees what the district's officers did."""
    actor, page = request.GET.get("actor", "").strip(), page_number(request)
    entries, total = audit.entries(actors=_actors(request, actor), page=page, page_size=PAGE_SIZE)
    checked = audit.verify() if "verify" in request.GET else None
    context = {"entries": entries, "total": total, "page": page, "page_size": PAGE_SIZE, "checked": checked, "actor": actor}
    return render(request, "console/trail.html", context)


def _actors(request: HttpRequest, actor: str) -> list[str] | None:
    """Return whose entries may be shown; nothing means everybody's, the machine's too."""
    me = colleague(request)
    if me is None or me.district is None:
        return []
    if me.district.unplaced:
        return [actor] if actor else None
    return [one.username for one in offices.officers_of(district=me.district) if actor in ("", one.username)]
