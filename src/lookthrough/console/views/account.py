"""One's own account: password, second factor, sessions and language."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, get_user_model, update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lookthrough.audit import operations as audit
from lookthrough.console.access import for_oneself, officer_id
from lookthrough.console.sessions import before_ready, freshly, idle, longest, visit_of
from lookthrough.console.views.session import CHALLENGE, host
from lookthrough.offices import operations, second_factor, security_keys, visits

_READ_AND_SEND = require_http_methods(["GET", "POST"])


@for_oneself
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own account."""
    me, now = officer_id(request), timezone.now()
    context = {
        "factors": second_factor.factors(officer_id=me),
        "sessions": visits.visits_of(officer_id=me, at=now, idle=idle(), longest=longest()),
        "this": visit_of(request).visit_id,
    }
    return render(request, "console/account.html", context)


@_READ_AND_SEND
@before_ready
@for_oneself
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; the other sessions end."""
    faults: list[str] = []
    if request.method == "POST":
        outcome = _password_changed(request, faults)
        if outcome:
            return outcome
    context = {"faults": faults, "rules": password_validators_help_texts(), "one_time": bool(getattr(request.user, "one_time_until", None))}
    return render(request, "console/account_password.html", context, status=400 if faults else 200)


@_READ_AND_SEND
@before_ready
@for_oneself
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password once more before something that concerns the way in."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/account/"
    safe = wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/") else "/account/"
    wrong = False
    if request.method == "POST":
        wrong = authenticate(request, username=request.user.get_username(), password=request.POST.get("password", "")) is None
        if not wrong:
            visits.confirm(visit_id=visit_of(request).visit_id, at=timezone.now())
            return redirect(safe)
    return render(request, "console/account_confirm.html", {"next": safe, "wrong": wrong}, status=400 if wrong else 200)


@before_ready
@for_oneself
@freshly
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Show which second factors there are, and how to set one up."""
    me = officer_id(request)
    asked = security_keys.ask_to_register(officer_id=me, host=host(request))
    request.session[CHALLENGE] = asked.challenge
    found = second_factor.factors(officer_id=me)
    context: dict[str, Any] = {"factors": found, "key_options": asked.options, "keys_work_here": not _is_bare_address(host(request))}
    if found.app_since is None or "app" in request.GET:
        new = second_factor.begin_app(officer_id=me, at=timezone.now(), issuer="穿透 Lookthrough")
        picture = segno.make(new.address, error="m").svg_inline(scale=4, border=4, light="#fff", dark="#000", omitsize=True)
        context |= {"app": new, "picture": SafeString(picture)}  # our own drawing of our own address
    return render(request, "console/second_factor.html", context)


@require_POST
@before_ready
@for_oneself
@freshly
def add_app(request: HttpRequest) -> HttpResponse:
    """Take an authenticator app into use, by the code it shows."""
    me, now = officer_id(request), timezone.now()
    if second_factor.must_wait(officer_id=me, at=now):
        return render(request, "console/locked.html", {"second": True}, status=429)
    if not second_factor.confirm_app(officer_id=me, code=request.POST.get("code", ""), at=now):
        second_factor.failed(officer_id=me, at=now)
        messages.error(request, _("验证码不对，没有启用。请看应用中当前显示的六位数字，并检查手机的时间。"))
        return redirect("console:second-factor")
    second_factor.succeeded(officer_id=me)
    return _added(request, "app")


@require_POST
@before_ready
@for_oneself
@freshly
def add_key(request: HttpRequest) -> HttpResponse:
    """Take a passkey or a security key into use."""
    challenge, answer = request.session.pop(CHALLENGE, None), request.POST.get("credential", "")
    name = request.POST.get("name", "").strip() or _("安全密钥")
    made = bool(challenge and answer) and security_keys.register(
        officer_id=officer_id(request), host=host(request), challenge=challenge or {}, answer=answer, name=name, at=timezone.now()
    )
    if not made:
        messages.error(request, _("没有登记密钥：浏览器的回答不完整或已过时。请再试一次。"))
        return redirect("console:second-factor")
    return _added(request, "key")


@require_POST
@for_oneself
@freshly
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Take an app or a key away; where a second factor is required the last one stays."""
    me, wanted = officer_id(request), request.POST.get("factor", "")
    found = second_factor.factors(officer_id=me)
    last = len(found.keys) + (found.app_since is not None) == 1
    if settings.SECOND_FACTOR == "required" and last:
        messages.error(request, _("这里必须有第二道验证。请先添加另一个，再移除这一个。"))
        return redirect("console:second-factor")
    removed = second_factor.remove_app(officer_id=me) if wanted == "app" else _key_removed(me, wanted)
    if removed:
        _write(request, "second_factor_removed", kind="app" if wanted == "app" else "key")
        messages.success(request, _("已移除。"))
    return redirect("console:second-factor")


@require_POST
@before_ready
@for_oneself
@freshly
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make ten new recovery codes and show them once."""
    return _codes_shown(request)


@require_POST
@for_oneself
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    me, this, wanted = officer_id(request), visit_of(request).visit_id, request.POST.get("session", "")
    one = {"but": this} if wanted == "others" else {"visit_id": wanted, "but": this}
    ended = visits.end(officer_id=me, at=timezone.now(), why="ended_by_owner", **one)
    if ended:
        _write(request, "sessions_ended", count=str(ended))
        messages.success(request, _("已结束 %(count)d 个登录。") % {"count": ended})
    return redirect("console:account")


# ---- inside -----------------------------------------------------------------------------------------------------------------


def _password_changed(request: HttpRequest, faults: list[str]) -> HttpResponse | None:
    old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
    if authenticate(request, username=request.user.get_username(), password=old) is None:
        faults.append(_("现在的密码不正确。"))
        return None
    if new != again:
        faults.append(_("两次输入的新密码不一致。"))
    if new == old:
        faults.append(_("新密码不能与现在的相同。"))
    try:
        validate_password(new, request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        faults.extend(error.messages)
    if faults:
        return None
    me, now = officer_id(request), timezone.now()
    operations.change_password(officer_id=me, password=new, at=now)
    visits.end(officer_id=me, at=now, why="password_changed", but=visit_of(request).visit_id)
    update_session_auth_hash(request, get_user_model().objects.get(pk=me))
    visits.confirm(visit_id=visit_of(request).visit_id, at=now)
    _write(request, "password_changed")
    messages.success(request, _("密码已更改，其他登录已结束。"))
    return redirect("console:account")


def _added(request: HttpRequest, kind: str) -> HttpResponse:
    """A second factor stands: the session counts as proved by it, under a new id; the first time recovery codes are shown."""
    request.session.cycle_key()
    visits.confirm(visit_id=visit_of(request).visit_id, at=timezone.now(), second_factor=kind)
    _write(request, "second_factor_added", kind=kind)
    if second_factor.factors(officer_id=officer_id(request)).recovery_left == 0:
        return _codes_shown(request)
    messages.success(request, _("第二道验证已启用。"))
    return redirect("console:second-factor")


def _codes_shown(request: HttpRequest) -> HttpResponse:
    codes = second_factor.new_recovery_codes(officer_id=officer_id(request))
    _write(request, "recovery_codes_made")
    return render(request, "console/recovery_codes.html", {"codes": codes})


def _key_removed(me: int, wanted: str) -> bool:
    return wanted.isdecimal() and len(wanted) < 19 and second_factor.remove_key(officer_id=me, key_id=int(wanted))


def _is_bare_address(name: str) -> bool:
    """Return whether a host is written as digits: browsers make keys for names only."""
    return name.replace(".", "").isdecimal() or ":" in name or "[" in name


def _write(request: HttpRequest, action: str, **details: str) -> None:
    own = request.user.get_username()
    audit.record(actor=own, action=action, object_type="officer", object_id=own, purpose="", at=timezone.now(), details=details)
