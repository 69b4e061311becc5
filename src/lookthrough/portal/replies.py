"""Where a petitioner reads, with the code of the slip, where the petition stands and what the reply is. No account, no name, no scripts."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lookthrough.cases.petitions import reply_codes
from lookthrough.cases.petitions.reply_codes import Locked
from lookthrough.portal.views import _address, _said
from lookthrough.registry.handling_operations import NotAllowed

_PURPOSE = "portal.reply"
_GOOD_FOR = 30 * 60  # seconds to read it
_COOKIE = "reply_code"


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for the code; the right one opens the reply for half an hour in this browser."""
    if request.method != "POST":
        return render(request, "portal/reply_begin.html")
    try:
        found = reply_codes.open_code(code=request.POST.get("code", "")[:60], address_hash=_address(request), at=timezone.localtime())
    except Locked as refusal:
        return render(request, "portal/reply_begin.html", {"refused": _said(refusal)}, status=429)
    except NotAllowed as refusal:
        return render(request, "portal/reply_begin.html", {"refused": _said(refusal)}, status=403)
    answer = redirect("portal-replies:open")
    answer.set_cookie(
        _COOKIE, signing.dumps(list(found), salt=_PURPOSE), max_age=_GOOD_FOR, httponly=True, samesite="Strict", secure=request.is_secure(),
        path="/reply/",
    )  # fmt: skip
    return answer


@require_GET
def opened(request: HttpRequest) -> HttpResponse:
    """Show where the petition stands and everything that was told."""
    try:
        petitioner_id, mark = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_PURPOSE, max_age=_GOOD_FOR)
    except (signing.BadSignature, ValueError):
        return _expired(request)
    found = reply_codes.petition_of(petitioner_id=int(petitioner_id), mark=str(mark), at=timezone.localtime())
    if found is None:
        return _expired(request)
    answer = render(request, "portal/reply.html", {"own": found, "told": list(reversed(found.told))})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the reply in this browser."""
    answer = redirect("portal-replies:begin")
    answer.delete_cookie(_COOKIE, path="/reply/", samesite="Strict")
    return answer


def _expired(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/reply_begin.html", {"expired": True}, status=403)
