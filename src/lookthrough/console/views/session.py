"""Coming in, in one step or two, and going out; and how one likes to read: language and light."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lookthrough.audit import operations as audit
from lookthrough.console import failed_sign_ins
from lookthrough.console.access import back, open_to_all
from lookthrough.console.context import THEMES
from lookthrough.console.sessions import KEPT_UNDER, address, visit_of
from lookthrough.offices import queries as offices
from lookthrough.offices import second_factor, security_keys, visits

PENDING, CHALLENGE = "second_step", "key_challenge"
PENDING_FOR = timedelta(minutes=5)


class SignIn(LoginView):
    """The way in; five wrong passwords close it for a quarter of an hour, and who has a second factor is asked for it."""

    template_name = "console/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        officer: Any = form.get_user()
        now = timezone.now()
        if officer.one_time_until and officer.one_time_until < now:
            _write(officer.username, "one_time_password_lapsed", self.request)
            return self.render_to_response(self.get_context_data(form=form, lapsed=True))
        if second_factor.factors(officer_id=officer.pk).any:
            known = {"officer": officer.pk, "backend": officer.backend, "at": now.isoformat(), "next": self.get_success_url()}
            self.request.session.cycle_key()
            self.request.session[PENDING] = known
            return redirect("console:second-step")
        response = super().form_valid(form)
        _write(officer.username, "sign_in", self.request)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        failed_sign_ins.write_down(self.request, username=str(form.data.get("username", "")), at=timezone.now())
        return super().form_invalid(form)


@require_http_methods(["GET", "POST"])
@open_to_all
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, once the password was right: an app's code, a key, or a recovery code."""
    known = _pending(request)
    if known is None:
        return redirect(settings.LOGIN_URL)
    officer_id, now = known["officer"], timezone.now()
    if second_factor.must_wait(officer_id=officer_id, at=now):
        return render(request, "console/locked.html", {"second": True}, status=429)
    if request.method == "POST":
        used = _proved(request, officer_id, now)
        if used:
            return _enter(request, known, used, now)
        return _not_proved(request, officer_id, now)
    return _ask(request, officer_id)


@require_POST
@open_to_all
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, get_user_model()):
        visits.end(officer_id=request.user.pk, visit_id=visit_of(request).visit_id, at=timezone.now(), why="sign_out")
        _write(request.user.get_username(), "sign_out", request)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_POST
@open_to_all
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language one reads in."""
    chosen = request.POST.get("language", "")
    return _keep(request, settings.LANGUAGE_COOKIE_NAME, chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)


@require_POST
@open_to_all
def choose_light(request: HttpRequest) -> HttpResponse:
    """Keep light, dark, or as the device says."""
    chosen = request.POST.get("theme", "")
    return _keep(request, "theme", chosen if chosen in THEMES else THEMES[0])


def _keep(request: HttpRequest, name: str, value: str) -> HttpResponse:
    response = back(request, str(reverse_lazy("console:work")))
    response.set_cookie(
        name, value, max_age=settings.LANGUAGE_COOKIE_AGE, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return response


# ---- the second step --------------------------------------------------------------------------------------------------------


def _pending(request: HttpRequest) -> dict[str, Any] | None:
    """Return who gave the right password a moment ago in this browser."""
    known: dict[str, Any] | None = request.session.get(PENDING)
    if known and timezone.now() - datetime.fromisoformat(known["at"]) < PENDING_FOR:
        return known
    request.session.pop(PENDING, None)
    return None


def _ask(request: HttpRequest, officer_id: int, *, wrong: bool = False) -> HttpResponse:
    asked = security_keys.ask_to_prove(officer_id=officer_id, host=host(request))
    if asked:
        request.session[CHALLENGE] = asked.challenge
    context = {"factors": second_factor.factors(officer_id=officer_id), "key_options": asked.options if asked else None, "wrong": wrong}
    return render(request, "console/second_step.html", context)


def _proved(request: HttpRequest, officer_id: int, now: datetime) -> str:
    """Return which second factor was right, or nothing."""
    credential, code, recovery = (request.POST.get(name, "").strip() for name in ("credential", "code", "recovery"))
    challenge = request.session.pop(CHALLENGE, None)
    if credential and challenge:
        right = security_keys.proved(officer_id=officer_id, host=host(request), challenge=challenge, answer=credential, at=now)
        return "key" if right else ""
    if recovery:
        return "recovery" if second_factor.recovery_code_is_right(officer_id=officer_id, code=recovery, at=now) else ""
    return "app" if code and second_factor.code_is_right(officer_id=officer_id, code=code, at=now) else ""


def _enter(request: HttpRequest, known: dict[str, Any], used: str, now: datetime) -> HttpResponse:
    officer = get_user_model().objects.get(pk=known["officer"])
    if not officer.is_active:
        return redirect(settings.LOGIN_URL)
    request.session.pop(PENDING, None)
    login(request, officer, backend=known["backend"])
    second_factor.succeeded(officer_id=officer.pk)
    visits.confirm(visit_id=request.session[KEPT_UNDER], at=now, second_factor=used)
    _write(officer.get_username(), "sign_in", request, second_factor=used)
    return redirect(known["next"])


def _not_proved(request: HttpRequest, officer_id: int, now: datetime) -> HttpResponse:
    known = offices.officer(officer_id=officer_id)
    closed = second_factor.failed(officer_id=officer_id, at=now)
    _write(known.username if known else "", "second_step_locked" if closed else "second_step_failed", request)
    if closed:
        return render(request, "console/locked.html", {"second": True}, status=429)
    return _ask(request, officer_id, wrong=True)


def host(request: HttpRequest) -> str:
    """Return the name under which the console is asked, one of those it was told to answer."""
    return request.get_host().rpartition(":")[0] or request.get_host()


# ---- the trail --------------------------------------------------------------------------------------------------------------


def _write(actor: str, action: str, request: HttpRequest, **details: str) -> None:
    said = {"address": address(request), **details}
    audit.record(actor=actor, action=action, object_type="session", object_id=actor, purpose="", at=timezone.now(), details=said)


sign_in = open_to_all(SignIn.as_view())
