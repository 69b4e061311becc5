"""People: found by exact name or number and shown with the firms they sit in, only for a purpose that goes into the trail."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from lookthrough.console import names_open, words
from lookthrough.console.access import colleague, needs
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action
from lookthrough.registry import people_queries
from lookthrough.registry.people_queries import KINDS, Seat, VaultLocked


@needs(Action.SEE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Look for people by exact name or number; the words come by form and stand in no address."""
    context: dict[str, Any] = {"text": "", "purpose": "", "reference": "", "found": None}
    if request.method == "POST":
        text = request.POST.get("text", "").strip()[:60]
        context |= {"text": text, "purpose": request.POST.get("purpose", ""), "reference": request.POST.get("reference", "")}
        purpose = names_open.open_names(request, object_type="person", object_id="search") if text else None
        if purpose:
            context |= _search(request, text, purpose)
    return render(request, "console/people.html", context)


@needs(Action.SEE_PEOPLE)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a person with every firm, once a purpose was stated; people without a seat in the district do not exist here."""
    district, seats = _district(request), people_queries.seats(person_id=person_id)
    if not any(_reached(district, seat) for seat in seats):
        raise Http404
    key = f"person:{person_id}"
    if request.method == "POST":
        if purpose := names_open.open_names(request, object_type="person", object_id=str(person_id)):
            names_open.keep_open(request, purpose, key)
        return HttpResponseRedirect(reverse("console:person", args=[person_id]))
    opened, today = names_open.opening(request, key), timezone.localdate()
    rows = [
        (seat, _address(district, seat), KINDS[seat.kind], words.region_name(seat.region_code) if seat.company_id else "") for seat in seats
    ]
    context = {
        "person": people_queries.person(person_id=person_id, clear=opened is not None),
        "opened": opened,
        "now": [row for row in rows if row[0].holds_on(today)] if opened else [],
        "before": [row for row in rows if not row[0].holds_on(today)] if opened else [],
        "firms": len({(seat.company_id, seat.firm) for seat in seats if seat.holds_on(today)}),
    }
    return render(request, "console/person.html", context)


def _search(request: HttpRequest, text: str, purpose: str) -> dict[str, Any]:
    district = _district(request)
    try:
        found = people_queries.find_people(
            text=text, region_prefix=district.prefix, unplaced=district.unplaced, on=timezone.localdate()
        )  # fmt: skip
    except VaultLocked:
        return {"locked": True}
    names_open.keep_open(request, purpose, *(f"person:{one.person_id}" for one in found))
    today = timezone.localdate()
    seats = {one.person_id: [seat for seat in people_queries.seats(person_id=one.person_id) if seat.holds_on(today)] for one in found}
    return {"found": [(one, seats[one.person_id][:3], max(0, len(seats[one.person_id]) - 3)) for one in found]}


def _district(request: HttpRequest) -> District:
    me = colleague(request)
    if me is None or me.district is None:
        raise Http404
    return me.district


def _reached(district: District, seat: Seat) -> bool:
    return bool(seat.company_id) and district.reaches(seat.region_code)


def _region(seat: Seat) -> str:
    return words.region_name(seat.region_code) if seat.company_id else ""


def _address(district: District, seat: Seat) -> str:
    return reverse("console:firm-ownership", args=[seat.company_id]) if _reached(district, seat) else ""
