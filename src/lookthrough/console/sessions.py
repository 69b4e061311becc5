"""The session of an officer at the door: begun at sign-in, judged at each request, closed in time, and led to what must be set up first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lookthrough.offices import lock_outs, visits
from lookthrough.offices import queries as offices
from lookthrough.offices.visits import Session

View = Callable[..., HttpResponseBase]
KEPT_UNDER = "visit"
FRESH = timedelta(minutes=15)
_BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("QQBrowser", "QQ"), ("OPR/", "Opera"), ("Firefox", "Firefox"),
    ("HeadlessChrome", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "macOS"), ("UOS", "UOS"), ("Kylin", "Kylin"), ("Linux", "Linux"),
)  # fmt: skip


def idle() -> timedelta:
    """Return after how long without a request a session is over."""
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def longest() -> timedelta:
    """Return after how long a session is over in any case."""
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def address(request: HttpRequest) -> str:
    """Return the address a request came from: behind a proxy the one that it reports, never one that the stranger claims."""
    forwarded = request.headers.get("x-forwarded-for", "") if settings.ORIGIN else ""
    found = forwarded.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR") or "")
    return found if re.fullmatch(r"[0-9a-fA-F.:]{2,45}", found) else ""


def axes_address(request: HttpRequest) -> str | None:
    """Return the address for the lock-out."""
    return address(request) or None


def axes_username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the user name for the lock-out: what is no officer's name could be a password, and is kept as a keyed hash."""
    said = (credentials or {}).get("username") or request.POST.get("username") or ""
    return lock_outs.recognisable(str(said))


def browser(request: HttpRequest) -> str:
    """Say which browser asks, in words."""
    agent = request.headers.get("user-agent", "")
    names = [next((word for mark, word in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in names if name)


def begin(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """Begin a visit when an officer has signed in."""
    made = visits.begin(officer_id=user.pk, at=timezone.now(), browser=browser(request), address=address(request))
    request.session[KEPT_UNDER] = made


def visit_of(request: HttpRequest) -> Session:
    """Return the visit a request belongs to; only for pages of those who are signed in."""
    found: Session = request.visit  # type: ignore[attr-defined]
    return found


def before_ready(view: View) -> View:
    """Mark a page that opens before an officer has changed a one-time password or set up a second factor."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    marked.before_ready = True  # type: ignore[attr-defined]
    return marked


def freshly(view: View) -> View:
    """Let a page open only to one who has proved a moment ago who it is; others give their password once more."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if timezone.now() - visit_of(request).confirmed_at < FRESH:
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse("console:account")
        return redirect(f"{reverse('console:confirm')}?{urlencode({'next': back})}")

    return checked


class Gate:
    """Ends what has lasted too long, and opens nothing before the password is one's own and, where required, the second factor stands."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with offices.known_while_answering():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.visit = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            request.visit = visits.seen(  # type: ignore[attr-defined]
                visit_id=request.session.get(KEPT_UNDER), officer_id=request.user.pk, at=timezone.now(), idle=idle(), longest=longest()
            )
            if request.visit is None:  # type: ignore[attr-defined]
                logout(request)
                messages.warning(request, _("登录已到时或已被结束，请重新登录。未提交的内容没有保存。"))
        return _whole_page(request, self.get_response(request))

    def process_view(self, request: HttpRequest, view: View, *_: Any) -> HttpResponseBase | None:
        """Lead to what must be done first."""
        visit: Session | None = request.visit  # type: ignore[attr-defined]
        if visit is None or getattr(view, "open_to_all", False) or getattr(view, "before_ready", False):
            return None
        if getattr(request.user, "one_time_until", None):
            return redirect("console:account-password")
        if settings.SECOND_FACTOR == "required" and not visit.second_factor:
            return redirect("console:second-factor")
        return None


def _whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let a fragment that would show the sign-in page load that page whole."""
    to_sign_in = response.status_code == 302 and response.headers.get("Location", "").startswith(reverse(settings.LOGIN_URL))
    if to_sign_in and request.headers.get("hx-request"):
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = redirect_to_login(request.get_full_path()).headers["Location"]
    return response
