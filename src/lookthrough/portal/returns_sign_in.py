"""Where a sender's person comes in, changes the password and goes out."""

from __future__ import annotations

from django.contrib.auth.password_validation import CommonPasswordValidator, NumericPasswordValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lookthrough.intake import sender_operations
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.sign_in_limits import ClosedHere, sign_in_from
from lookthrough.portal import returns_session
from lookthrough.portal import returns_words as words
from lookthrough.portal.returns_session import AtSender, before_ready, of_sender
from lookthrough.portal.views import _address


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who it is; a wrong password, an unknown name and a locked account get the same answer."""
    wanted = _within(request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        return render(request, "portal/returns/sign_in.html", {"next": wanted})
    username, password = request.POST.get("username", "").strip()[:60], request.POST.get("password", "")[:200]
    now = timezone.now()
    try:
        signed = sign_in_from(username=username, password=password, address_hash=_address(request), at=now)
    except ClosedHere as refusal:
        return render(request, "portal/returns/sign_in.html", {"next": wanted, "closed": words.said(refusal)}, status=429)
    if signed is None:
        return render(request, "portal/returns/sign_in.html", {"next": wanted, "refused": True, "username": username}, status=403)
    answer = redirect(reverse("returns:password") if signed.must_change else wanted)
    returns_session.begin(answer, signed, at=now, secure=request.is_secure())
    return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Go out; the session ends on the server."""
    answer = redirect("returns:sign-in")
    returns_session.end(request, answer)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@of_sender
@before_ready
def password(request: HttpRequest, here: AtSender) -> HttpResponseBase:
    """Change one's own password; every other session of the account ends."""
    if request.method != "POST":
        return _password_page(request, here)
    old, new = request.POST.get("old", "")[:200], request.POST.get("new", "")[:200]
    if new != request.POST.get("again", ""):
        return _password_page(request, here, refused=_("两次输入的新密码不一致"))
    try:
        _not_common(new)
        sender_operations.change_password(account_id=here.account.account_id, old=old, new=new, at=timezone.now())
    except NotAllowed as refusal:
        return _password_page(request, here, refused=words.said(refusal))
    except ValidationError:
        return _password_page(request, here, refused=_("新密码太常见或只有数字"))
    answer = redirect("returns:to-do")
    returns_session.renew(request, answer, here, at=timezone.now())
    return answer


def _password_page(request: HttpRequest, here: AtSender, refused: str = "") -> HttpResponse:
    return render(request, "portal/returns/password.html", {"here": here, "refused": refused}, status=400 if refused else 200)


def _not_common(password: str) -> None:
    for validator in (CommonPasswordValidator(), NumericPasswordValidator()):
        validator.validate(password)


def _within(address: str) -> str:
    """Return an address within these pages, else the first of them."""
    inside = address.startswith(returns_session.PLACE) and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if inside else reverse("returns:to-do")
