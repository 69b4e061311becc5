"""Who works here: offices, officers and their roles, for those who look after them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lookthrough.console.access import colleague, needs
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action


@needs(Action.SEE_OFFICERS)
def officers(request: HttpRequest) -> HttpResponse:
    """Show the officers of one's own district."""
    me = colleague(request)
    found = offices.officers_of(district=me.district) if me and me.district else []
    return render(request, "console/officers.html", {"officers": found})
