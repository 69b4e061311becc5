"""Coming in and going out, and how one likes to read: language and light."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.console.access import back, open_to_all
from lookthrough.console.context import THEMES


class SignIn(LoginView):
    """The way in; five wrong passwords close it for a quarter of an hour."""

    template_name = "console/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        _write(form.get_user().get_username(), "sign_in")
        return response


@require_POST
@open_to_all
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, get_user_model()):
        _write(request.user.get_username(), "sign_out")
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


def _write(actor: str, action: str) -> None:
    audit.record(actor=actor, action=action, object_type="session", object_id=actor, purpose="", at=timezone.now())


sign_in = open_to_all(SignIn.as_view())
