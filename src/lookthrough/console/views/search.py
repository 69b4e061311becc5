"""The search page, and the list that opens under the box while one types."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from lookthrough.console import account_search
from lookthrough.console import search as things
from lookthrough.console.access import colleague, needs
from lookthrough.offices.roles import Action

AT_ONCE, ON_THE_PAGE = 6, 20
_EXAMPLES = {"part": "瑞禾", "words": "霁川 商贸"}  # of the invented city


@needs(Action.SEE_FIRMS)
def search(request: HttpRequest) -> HttpResponse:
    """Show what a text finds, group by group."""
    told = _answer(request, ON_THE_PAGE)
    if told.is_person:  # the number leaves the address at once
        return redirect(f"{request.path}?person=1")
    if "person" in request.GET:
        told.is_person, told.people = True, things.people_page(request)
    may = bool(told.text) and not told.is_person and account_search.may_look(request, told.text)
    return render(request, "console/search.html", {"answer": told, "may_be_account": may, "examples": _EXAMPLES})


@needs(Action.SEE_TRANSFERS)
@require_POST
def account(request: HttpRequest) -> HttpResponse:
    """Look an account up by its whole id, under an authority and written down."""
    text = request.POST.get("account", "").strip()[: things.LONGEST]
    found = account_search.look(request, text)
    return render(request, "console/search_account.html", {"account": text, "found": found})


@needs(Action.SEE_FIRMS)
def instant(request: HttpRequest) -> HttpResponse:
    """Answer with the best few, for the list under the box."""
    return render(request, "console/search_instant.html", {"answer": _answer(request, AT_ONCE)})


def _answer(request: HttpRequest, limit: int) -> things.Answer:
    me = colleague(request)
    if me is None or me.district is None:
        raise Http404
    text = request.GET.get("q", "")
    return things.answer(request, officer=me, district=me.district, text=text, today=timezone.localdate(), limit=limit)
