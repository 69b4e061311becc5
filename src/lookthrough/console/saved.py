"""Saved searches: an officer names the filter of a list, opens it again, shows it to others by its link, and has one open by itself."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from lookthrough.audit import operations as audit
from lookthrough.console.access import officer_id
from lookthrough.console.models import SavedSearch
from lookthrough.offices.roles import Action

# every list that keeps its filter in the address may be one line here: its address and who may open it
LIST_PAGES: dict[str, tuple[str, Action]] = {
    "alerts": ("console:alerts", Action.SEE_ALERTS),
    "firms": ("console:firms", Action.SEE_FIRMS),
    "institutions": ("console:institutions", Action.SEE_INSTITUTIONS),
}
_NOT_KEPT = ("page", "next", "csrfmiddlewaretoken")
MOST = 40  # of one officer for one list


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search as a list shows it."""

    token: str
    name: str
    query: str
    is_default: bool
    here: bool
    address: str


def saved_searches(request: HttpRequest, page: str) -> list[Saved]:
    """Return the officer's saved searches of a list, the default first; ``here`` marks the one that is shown."""
    shown = normal(request.GET.urlencode())
    url = reverse(LIST_PAGES[page][0])
    return [
        Saved(one.token, one.name, one.query, one.is_default, one.query == shown, f"{url}?{one.query or 'state=open'}")
        for one in _own(request, page).order_by("-is_default", "name")
    ]


def default_query(request: HttpRequest, page: str) -> str:
    """Return the filter with which a list opens for the officer, or nothing."""
    found = _own(request, page).filter(is_default=True).first()
    return found.query if found else ""


def normal(query: str) -> str:
    """Return a filter with its words in order and without what is no filter, so that equal filters are equal texts."""
    given = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in sorted(given):
        if name not in _NOT_KEPT:
            kept.setlist(name, [value for value in given.getlist(name) if value])
    return kept.urlencode()[:1000]


@transaction.atomic
def save(request: HttpRequest, *, page: str, name: str, query: str, default: bool, at: datetime) -> SavedSearch:
    """Keep a filter under a name; the same name again takes the new filter."""
    found = _own(request, page).filter(name=name).first()
    if default:
        _own(request, page).update(is_default=False)
    one = found or SavedSearch(token=secrets.token_urlsafe(12), officer_id=officer_id(request), page=page, name=name, created_at=at)
    one.query, one.is_default = normal(query), default
    one.save()
    _write(request, "search_saved", one, at)
    return one


@transaction.atomic
def set_default(request: HttpRequest, *, token: str, at: datetime) -> SavedSearch | None:
    """Let a list open with a saved search from now on, or, where it does so already, no longer."""
    one = SavedSearch.objects.filter(token=token, officer_id=officer_id(request), removed_at=None).first()
    if one is not None:
        wanted = not one.is_default
        _own(request, one.page).update(is_default=False)
        one.is_default = wanted
        one.save(update_fields=["is_default"])
        _write(request, "search_default", one, at)
    return one


@transaction.atomic
def remove(request: HttpRequest, *, token: str, at: datetime) -> SavedSearch | None:
    """Take a saved search away; it can be brought back."""
    one = SavedSearch.objects.filter(token=token, officer_id=officer_id(request), removed_at=None).first()
    if one is not None:
        one.removed_at = at
        one.save(update_fields=["removed_at"])
        _write(request, "search_removed", one, at)
    return one


@transaction.atomic
def restore(request: HttpRequest, *, token: str, at: datetime) -> SavedSearch | None:
    """Bring back what was taken away."""
    one = SavedSearch.objects.filter(token=token, officer_id=officer_id(request)).exclude(removed_at=None).first()
    if one is not None:
        one.removed_at, one.is_default = None, False
        one.save(update_fields=["removed_at", "is_default"])
        _write(request, "search_restored", one, at)
    return one


def shared(token: str) -> SavedSearch | None:
    """Return the saved search behind a link, whoever saved it; what it finds is decided by the reader's district."""
    return SavedSearch.objects.filter(token=token, removed_at=None).first()


def _own(request: HttpRequest, page: str) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(officer_id=officer_id(request), page=page, removed_at=None)


def _write(request: HttpRequest, action: str, one: SavedSearch, at: datetime) -> None:
    audit.record(
        actor=request.user.get_username(), action=action, object_type="search", object_id=one.token, purpose="", at=at,
        details={"page": one.page, "default": one.is_default},
    )  # fmt: skip
