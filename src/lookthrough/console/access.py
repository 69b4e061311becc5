"""Who may open which page: every page says which action it takes, and answers nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action

View = Callable[..., HttpResponseBase]


def needs(action: Action) -> Callable[[View], View]:
    """Let a view answer only officers whose role carries ``action``; strangers are sent to sign in, all others refused."""

    def guard(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
            if not carries(request, action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        checked.needed_action = action  # type: ignore[attr-defined]
        return checked

    return guard


def for_oneself(view: View) -> View:
    """Let a view answer whoever is signed in, about the own account alone; no role is needed to leave or to change one's password."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        return view(request, *args, **kwargs)

    checked.for_oneself = True  # type: ignore[attr-defined]
    return checked


def or_first_page(view: View) -> View:
    """At the front door, lead an officer whose role does not carry the view to the first page that it does carry."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from lookthrough.console.context import first_page

        wanted: Action = view.needed_action  # type: ignore[attr-defined]
        if request.user.is_authenticated and not carries(request, wanted):
            return HttpResponseRedirect(first_page(request))
        return view(request, *args, **kwargs)

    return checked


def open_to_all(view: View) -> View:
    """Mark the few pages that strangers may open: to sign in, to choose language and light."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    marked.open_to_all = True  # type: ignore[attr-defined]
    return marked


def colleague(request: HttpRequest) -> offices.Colleague | None:
    """Return the officer who asks, looked up once a request."""
    if not hasattr(request, "_colleague"):
        user = getattr(request, "user", None)
        known = user is not None and user.is_authenticated
        request._colleague = offices.officer(officer_id=user.pk) if known else None  # type: ignore[attr-defined, union-attr]
    found: offices.Colleague | None = request._colleague  # type: ignore[attr-defined]
    return found


def officer_id(request: HttpRequest) -> int:
    """Return the id of the officer who asks; a stranger's reaches nothing."""
    return request.user.pk or 0


def carries(request: HttpRequest, action: Action) -> bool:
    """Return whether the officer who asks may do something."""
    found = colleague(request)
    return found is not None and found.may(action)


def back(request: HttpRequest, default: str) -> HttpResponse:
    """Send the reader back to where a form was, within this site only."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return HttpResponseRedirect(wanted if safe else default)
