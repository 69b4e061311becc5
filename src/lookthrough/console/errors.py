"""When something cannot be answered: what happened, what was kept, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from lookthrough.audit import operations as audit


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be understood."""
    return render(request, "console/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Answer an officer whose role or district does not reach this page; also a form that came without its token."""
    if request.user.is_authenticated:
        _write_refusal(request)
    return render(request, "console/errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere, or to what this officer may not know of."""
    return render(request, "console/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when the program failed; needs no database."""
    return HttpResponse(render_to_string("console/errors/500.html"), status=500)


def _write_refusal(request: HttpRequest) -> None:
    """Write down who wanted what and was refused: the page by its name, so that no address with a query is kept."""
    found = request.resolver_match
    page = found.view_name.removeprefix("console:") if found else ""
    about = {name: str(value) for name, value in found.kwargs.items()} if found else {}
    audit.record(
        actor=request.user.get_username(), action="refused", object_type="page", object_id=page[:120], purpose="",
        at=timezone.now(), details={"method": request.method or "", **about},
    )  # fmt: skip
