"""Where a checked body fills in its self-check, hands in papers, signs the facts and reports corrections. No account, no scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lookthrough.portal.views import _address, _said, _sent
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.supervision import check_operations as filling
from lookthrough.supervision import correction_operations as correcting
from lookthrough.supervision import fact_operations as facts
from lookthrough.supervision import queries
from lookthrough.supervision.check_rows import CheckFileWhole
from lookthrough.supervision.firm_operations import Locked, open_check
from lookthrough.supervision.office_settings import settings_on
from lookthrough.supervision.stages import CORRECTION_STATES, SAID, SHEET_STATES, STAGES

_PURPOSE = "portal.check"
_GOOD_FOR = 4 * 60 * 60  # seconds to fill it in
_COOKIE = "body_check"
EVIDENCE = "evidence/checks"


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for the code; the right one opens the body's part for four hours in this browser."""
    if request.method != "POST":
        return render(request, "portal/check_begin.html")
    code, uscc = request.POST.get("code", "")[:60], request.POST.get("uscc", "")[:40]
    try:
        check_id = open_check(code=code, uscc=uscc, address_hash=_address(request), at=timezone.localtime())
    except Locked as refusal:
        return render(request, "portal/check_begin.html", {"refused": _said(refusal)}, status=429)
    except NotAllowed as refusal:
        return render(request, "portal/check_begin.html", {"refused": _said(refusal), "uscc": uscc}, status=403)
    answer = redirect("portal-check:open")
    answer.set_cookie(
        _COOKIE, signing.dumps(check_id, salt=_PURPOSE), max_age=_GOOD_FOR, httponly=True, samesite="Strict", secure=request.is_secure(),
        path="/check/",
    )  # fmt: skip
    return answer


@require_GET
def opened(request: HttpRequest) -> HttpResponse:
    """Show the body its part of the check."""
    found = _found(request)
    if found is None:
        return render(request, "portal/check_begin.html", {"expired": True}, status=403)
    return _page(request, found)


@require_POST
def do(request: HttpRequest, deed: str) -> HttpResponse:
    """Take what the body sends; what was refused is said and nothing of it is kept."""
    found, act = _found(request), DEEDS.get(deed)
    if act is None:
        raise Http404
    if found is None:
        return render(request, "portal/check_begin.html", {"expired": True}, status=403)
    try:
        place = act(request, _check_id(request) or 0)
    except NotAllowed as refusal:
        return _page(request, found, refused=_said(refusal), tried=request.POST, status=400)
    answer = redirect("portal-check:open")
    answer["Location"] += f"?done=1#{place}"
    return answer


def _say(request: HttpRequest, check_id: int) -> str:
    given = request.POST
    slug = given.get("item", "")
    filling.say_as_firm(check_id=check_id, slug=slug, said=given.get("said", ""), note=given.get("note", ""), at=timezone.localtime())
    _add(request, check_id, slug=slug)
    return f"item-{slug}"


def _paper(request: HttpRequest, check_id: int) -> str:
    paper = _whole(request, "paper")
    _add(request, check_id, paper_id=paper, needed=True)
    return f"paper-{paper}"


def _sign(request: HttpRequest, check_id: int) -> str:
    given = request.POST
    facts.sign_as_firm(
        check_id=check_id, name=given.get("name", ""), post=given.get("post", ""), objections=given.get("objections", ""),
        shown_hash=given.get("shown", ""), at=timezone.localtime(),
    )  # fmt: skip
    return "facts"


def _report(request: HttpRequest, check_id: int) -> str:
    correction = _whole(request, "correction")
    correcting.report_as_firm(check_id=check_id, correction_id=correction, text=request.POST.get("text", ""), at=timezone.localtime())
    return f"correction-{correction}"


DEEDS: dict[str, Callable[[HttpRequest, int], str]] = {"say": _say, "paper": _paper, "sign": _sign, "report": _report}


def _add(request: HttpRequest, check_id: int, *, slug: str = "", paper_id: int = 0, needed: bool = False) -> None:
    sent = [_sent(one) for one in request.FILES.getlist("files") if one.name]
    if sent or needed:
        place = settings.HOME / EVIDENCE
        filling.add_files_as_firm(check_id=check_id, slug=slug, paper_id=paper_id, files=sent, folder=place, at=timezone.localtime())


def _page(request: HttpRequest, found: CheckFileWhole, *, status: int = 200, **more: Any) -> HttpResponse:
    limits = settings_on(timezone.localdate())
    context = {
        "file": found, "row": found.row, "said": SAID, "stages": STAGES, "sheet_states": SHEET_STATES,
        "correction_states": CORRECTION_STATES, "largest_mb": limits.whole("file_mb"), "most_files": limits.whole("files_at_once"),
        "done": request.GET.get("done"),
    }  # fmt: skip
    return render(request, "portal/check.html", context | more, status=status)


def _found(request: HttpRequest) -> CheckFileWhole | None:
    check_id = _check_id(request)
    return queries.check_of_firm(check_id=check_id, today=timezone.localdate()) if check_id else None


def _check_id(request: HttpRequest) -> int | None:
    """Return the check that was opened with its code within the last four hours, or nothing."""
    try:
        return int(signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_PURPOSE, max_age=_GOOD_FOR))
    except (signing.BadSignature, ValueError):
        return None


def _whole(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 19 else 0
