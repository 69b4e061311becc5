"""Where an investor claims with the code from the counter, adds proofs, sees what was decided and paid. No account, no scripts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lookthrough.audit import operations as audit
from lookthrough.cases.repayment import claim_queries, code_operations, repayment_queries, words
from lookthrough.cases.repayment.code_operations import BY_CLAIMANT, Locked, OpenedCode
from lookthrough.cases.repayment.sealing import Person
from lookthrough.cases.repayment.terms import limits_on
from lookthrough.kernel.money import parse_yuan
from lookthrough.kernel.texts import Text
from lookthrough.portal.views import _address, _said, _sent
from lookthrough.registry.handling_operations import NotAllowed

_PURPOSE = "portal.claim"
_GOOD_FOR = 2 * 60 * 60  # seconds to fill it in
_COOKIE = "claim_code"
EVIDENCE = "evidence/repayment"
_AMOUNT = Text("金额须为元，例如 50000 或 50000.00", "amounts are in yuan, such as 50000 or 50000.00")
_KEPT = ("name", "phone", "bank", "contributed", "returned", "client")  # what a refused form shows again; numbers are typed anew


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for the code; the right one opens the claim's page for two hours in this browser."""
    if request.method != "POST":
        return render(request, "portal/claim_begin.html")
    code, last = request.POST.get("code", "")[:60], request.POST.get("last", "")[:8]
    try:
        found = code_operations.open_code(code=code, last_signs=last, address_hash=_address(request), at=timezone.localtime())
    except Locked as refusal:
        return render(request, "portal/claim_begin.html", {"refused": _said(refusal)}, status=429)
    except NotAllowed as refusal:
        return render(request, "portal/claim_begin.html", {"refused": _said(refusal)}, status=403)
    return _remembered(redirect("portal-claims:open"), request, found.code_id, found.serial)


@require_GET
def opened(request: HttpRequest) -> HttpResponse:
    """Show the form to claim, or the claim with its state and statement."""
    found = _found(request)
    return _page(request, found) if found else _expired(request)


@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Take the one claim that the code is for; what was refused is said, and nothing of it is kept."""
    found = _found(request)
    if found is None:
        return _expired(request)
    given = request.POST
    person = Person(*(given.get(name, "")[:120] for name in ("name", "number", "phone", "account", "bank")))
    try:
        serial = code_operations.claim_as_claimant(
            code_id=found.code_id, person=person, contributed_fen=_fen(given.get("contributed", "")),
            returned_fen=_fen(given.get("returned", "")),
            client_id=given.get("client", "")[:120], files=[_sent(one) for one in request.FILES.getlist("files") if one.name],
            folder=settings.HOME / EVIDENCE, at=timezone.localtime(),
        )  # fmt: skip
    except NotAllowed as refusal:
        kept = {name: given.get(name, "") for name in _KEPT}
        return _page(request, found, refused=_said(refusal), tried=kept, status=400)
    return _remembered(_done(), request, found.code_id, serial)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Keep more proofs."""
    found = _found(request)
    if found is None:
        return _expired(request)
    files = [_sent(one) for one in request.FILES.getlist("files") if one.name]
    try:
        code_operations.add_proofs_as_claimant(code_id=found.code_id, files=files, folder=settings.HOME / EVIDENCE, at=timezone.localtime())
    except NotAllowed as refusal:
        return _page(request, found, refused=_said(refusal), status=400)
    return _done()


@require_POST
def disagree(request: HttpRequest) -> HttpResponse:
    """Keep an objection to the amounts."""
    found = _found(request)
    if found is None:
        return _expired(request)
    try:
        code_operations.object_as_claimant(code_id=found.code_id, text=request.POST.get("text", ""), at=timezone.localtime())
    except NotAllowed as refusal:
        return _page(request, found, refused=_said(refusal), status=400)
    return _done()


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the claim's page in this browser."""
    answer = redirect("portal-claims:begin")
    answer.delete_cookie(_COOKIE, path="/claims/", samesite="Strict")
    return answer


def _page(request: HttpRequest, found: OpenedCode, *, status: int = 200, **more: Any) -> HttpResponse:
    limits = limits_on(timezone.localdate())
    context = {
        "number": found.case_number, "largest_mb": limits.whole("proof_file_mb"), "most_files": limits.whole("proof_files"),
        "window": claim_queries.window(number=found.case_number), "today": timezone.localdate(), "done": request.GET.get("done"),
    }  # fmt: skip
    if found.serial is None:
        return render(request, "portal/claim_form.html", context | more, status=status)
    claim = claim_queries.file_of(number=found.case_number, serial=found.serial)
    plans = repayment_queries.plans(number=found.case_number)
    audit.record(
        actor=BY_CLAIMANT, action="repayment.claim_seen", object_type="case", object_id=found.case_number, purpose="", at=timezone.now(),
        details={"claim": found.serial},
    )  # fmt: skip
    context |= {
        "claim": claim, "row": claim.row if claim else None, "states": words.CLAIM_STATES, "bases": words.BASES,
        "because": words.HELD_BECAUSE,
        "outcomes": words.DISPUTE_OUTCOMES, "plan": next((one for one in plans if one.state == "approved"), None),
    }  # fmt: skip
    return render(request, "portal/claim.html", context | more, status=status)


def _expired(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/claim_begin.html", {"expired": True}, status=403)


def _done() -> HttpResponse:
    answer = redirect("portal-claims:open")
    answer["Location"] += "?done=1"
    return answer


def _remembered(answer: HttpResponse, request: HttpRequest, code_id: int, serial: int | None) -> HttpResponse:
    """Have this browser remember for two hours which code was opened, and for which claim."""
    answer.set_cookie(
        _COOKIE, signing.dumps([code_id, serial], salt=_PURPOSE), max_age=_GOOD_FOR, httponly=True, samesite="Strict",
        secure=request.is_secure(), path="/claims/",
    )  # fmt: skip
    return answer


def _found(request: HttpRequest) -> OpenedCode | None:
    """Return the code that was opened within the last two hours, or nothing.

    Who opened it before a claim was made with it, in another browser, opens it again: now the last four signs are asked for.
    """
    try:
        code_id, serial = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_PURPOSE, max_age=_GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = code_operations.code_of(code_id=code_id)
    return found if found and found.serial == serial else None


def _fen(text: str) -> int:
    if not text.strip():
        return 0
    try:
        return parse_yuan(text)
    except ValueError:
        raise NotAllowed(_AMOUNT) from None
