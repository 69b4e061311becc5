"""The session of a sender's person: a cookie of its own beside the officers', bound to one sending body, closed in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from lookthrough.intake import sender_queries
from lookthrough.intake.sender_operations import SignedIn
from lookthrough.intake.sender_queries import AccountView, SenderView
from lookthrough.intake.who import Who

COOKIE, PLACE = "sender_session", "/returns/"
_KEPT_UNDER = "sender_person"
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class AtSender:
    """Who is signed in, for which sending body."""

    account: AccountView
    sender: SenderView
    who: Who


View = Callable[Concatenate[HttpRequest, AtSender, ...], HttpResponseBase]


def begin(response: HttpResponse, signed: SignedIn, *, at: datetime, secure: bool) -> None:
    """Begin a session under a key that nobody has seen; what the browser held before is not taken over."""
    store = SessionStore()
    stamp = sender_queries.session_stamp(account_id=signed.account_id)
    store[_KEPT_UNDER] = {"account": signed.account_id, "stamp": stamp, "begun": at.timestamp(), "seen": at.timestamp()}
    store.set_expiry(settings.SESSION_COOKIE_AGE)
    store.create()
    _set_cookie(response, store, secure=secure)


def renew(request: HttpRequest, response: HttpResponse, here: AtSender, *, at: datetime) -> None:
    """Go on under a new key after the password has changed; every other session of the account has ended with the old one."""
    _close(request)
    begin(response, SignedIn(here.account.account_id, here.account.username, here.account.name, here.sender.sender_id, False), at=at,
          secure=request.is_secure())  # fmt: skip


def end(request: HttpRequest, response: HttpResponse) -> None:
    """End the session on the server, and take its cookie away."""
    _close(request)
    response.delete_cookie(COOKIE, path=PLACE, samesite="Lax")


def _close(request: HttpRequest) -> None:
    if key := request.COOKIES.get(COOKIE):
        store = SessionStore(key)
        if _KEPT_UNDER in store:  # never an officer's
            store.delete()


def found(request: HttpRequest, *, at: datetime) -> AtSender | None:
    """Return who is signed in, if the session is neither idle nor too old and the account is open under the same password."""
    key = request.COOKIES.get(COOKIE)
    store = SessionStore(key) if key else None
    said = store.get(_KEPT_UNDER) if store is not None else None
    if store is None or not isinstance(said, dict) or _is_over(said, at):
        return None
    account = sender_queries.account(account_id=said["account"])
    if account is None or said["stamp"] != sender_queries.session_stamp(account_id=account.account_id):
        return None
    who = Who(actor=account.username, account_id=account.account_id)
    sender = sender_queries.own_sender(by=who)
    if sender is None:
        return None
    if at - datetime.fromtimestamp(said["seen"], at.tzinfo) > _NOTED_EVERY:
        store[_KEPT_UNDER] = said | {"seen": at.timestamp()}
        store.save()
    return AtSender(account, sender, who)


def of_sender(view: View) -> Callable[..., HttpResponseBase]:
    """Let a view answer a signed-in person of a sender; strangers are led to sign in, a one-time password is changed first."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        here = found(request, at=timezone.now())
        if here is None:
            return _elsewhere(request, f"{reverse('returns:sign-in')}?{urlencode({'next': request.get_full_path()})}")
        if here.account.must_change and not getattr(view, "before_ready", False):
            return _elsewhere(request, reverse("returns:password"))
        request.at_sender = here  # type: ignore[attr-defined]
        try:
            return view(request, here, *args, **kwargs)
        except Http404:
            return render(request, "portal/returns/missing.html", {"here": here}, status=404)

    checked.of_sender = True  # type: ignore[attr-defined]
    return checked


def before_ready(view: View) -> View:
    """Mark a page that opens while the password is still the one-time one."""
    view.before_ready = True  # type: ignore[attr-defined]
    return view


def _is_over(said: dict[str, Any], at: datetime) -> bool:
    idle = at.timestamp() - said["seen"] > settings.SESSION_IDLE_MINUTES * 60
    return bool(idle or at.timestamp() - said["begun"] > settings.SESSION_COOKIE_AGE)


def _elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to another page: a fragment has the browser load it whole, a form that was sent does not come back by itself."""
    if request.headers.get("hx-request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address.partition("?")[0]})
    return redirect(address if request.method == "GET" else address.partition("?")[0])


def _set_cookie(response: HttpResponse, store: SessionStore, *, secure: bool) -> None:
    response.set_cookie(COOKIE, str(store.session_key), httponly=True, samesite="Lax", secure=secure, path=PLACE)
