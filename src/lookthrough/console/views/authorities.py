"""Permissions to read account data: ask, approve or refuse, revoke; nobody approves a request of his or her own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lookthrough.audit import operations as audit
from lookthrough.console import words
from lookthrough.console.access import colleague, needs, officer_id
from lookthrough.offices import authorities as permissions
from lookthrough.offices.authorities import NotAllowed
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

WORDS = ("legal_basis", "purpose", "scope")
LISTS = ("ledgers", "institutions", "parties", "accounts")


@needs(Action.SEE_TRANSFERS)
def authorities(request: HttpRequest) -> HttpResponse:
    """List the authorities of one's line of offices, those that wait first."""
    me, state = _me(request), request.GET.get("state", "")
    found = permissions.authorities(officer=me, state=state if state in permissions.STATES else "", today=timezone.localdate())
    context = {"found": found, "state": state, "states": permissions.STATES, "may_ask": me.may(Action.ASK_AUTHORITY)}
    return render(request, "console/authorities.html", context)


@needs(Action.SEE_TRANSFERS)
def authority(request: HttpRequest, authority_id: str) -> HttpResponse:
    """Show one authority with what happened to it, and what may be done."""
    me, today = _me(request), timezone.localdate()
    shown = permissions.authority(officer=me, authority_id=authority_id, today=today)
    if shown is None:
        raise Http404
    decides = permissions.may_decide(officer=me, shown=shown)
    context = {
        "one": shown,
        "may_decide": decides and shown.state == permissions.ASKED,
        "may_revoke": decides and shown.state == permissions.APPROVED,
        "may_withdraw": shown.asked_by == me.officer_id and shown.state == permissions.ASKED,
        "own": shown.asked_by == me.officer_id,
        "to_decide": me.may(Action.APPROVE_AUTHORITY),
    }
    return render(request, "console/authority.html", context)


@require_http_methods(["GET", "POST"])
@needs(Action.ASK_AUTHORITY)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an authority: legal basis, purpose, scope, until when."""
    today, refused = timezone.localdate(), ""
    if request.method == "POST":
        try:
            number = _asked(request, today)
        except NotAllowed as refusal:
            refused = refusal.why
        else:
            messages.success(request, _("申请 %(id)s 已记下，等待负责人批准。") % {"id": number})
            return redirect("console:authority", number)
    said = request.POST or request.GET
    context = {
        "said": {name: said.get(name, "") for name in (*WORDS, *LISTS, "expires_on")},
        "latest": permissions.latest_day(on=today),
        "today": today,
        "refused": refused,
    }
    return render(request, "console/authority_ask.html", context, status=400 if refused else 200)


def _deciding(action: Action, deed: str, act: Callable[[HttpRequest, str], None]) -> Callable[..., HttpResponseBase]:
    """Return the view that takes one step with an authority, by POST, and writes it down."""

    def decided(request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("authority", "")
        try:
            act(request, wanted)
        except NotAllowed as refusal:
            messages.error(request, _("没有改动：%(why)s。") % {"why": words.word_of(words.NOT_ALLOWED, refusal.why)})
        else:
            _write(request, deed, wanted, reason=request.POST.get("reason", "").strip())
            messages.success(request, f"{words.word_of(words.ACTION, deed)} · {wanted}")
        if permissions.authority(officer=_me(request), authority_id=wanted, today=timezone.localdate()) is None:
            raise Http404
        return redirect("console:authority", wanted)

    decided.__name__, decided.__doc__ = deed, act.__doc__
    return require_POST(needs(action)(decided))


def _approve(request: HttpRequest, wanted: str) -> None:
    """Approve somebody else's request."""
    permissions.approve(
        authority_id=wanted, by=officer_id(request), reason=request.POST.get("reason", ""), at=timezone.now(), today=timezone.localdate()
    )


def _refuse(request: HttpRequest, wanted: str) -> None:
    """Refuse somebody else's request and say why."""
    permissions.refuse(authority_id=wanted, by=officer_id(request), reason=request.POST.get("reason", ""), at=timezone.now())


def _revoke(request: HttpRequest, wanted: str) -> None:
    """End an authority before its day."""
    permissions.revoke(authority_id=wanted, by=officer_id(request), reason=request.POST.get("reason", ""), at=timezone.now())


def _withdraw(request: HttpRequest, wanted: str) -> None:
    """Take one's own request back."""
    permissions.withdraw(authority_id=wanted, by=officer_id(request), at=timezone.now())


approve = _deciding(Action.APPROVE_AUTHORITY, "authority_approved", _approve)
refuse = _deciding(Action.APPROVE_AUTHORITY, "authority_refused", _refuse)
revoke = _deciding(Action.APPROVE_AUTHORITY, "authority_revoked", _revoke)
withdraw = _deciding(Action.ASK_AUTHORITY, "authority_withdrawn", _withdraw)


def _asked(request: HttpRequest, today: date) -> str:
    """Read the form and record the request."""
    try:
        until = date.fromisoformat(request.POST.get("expires_on", ""))
    except ValueError:
        raise NotAllowed("until") from None
    legal_basis, purpose, scope = (request.POST.get(name, "") for name in WORDS)
    lists = {name: [one for one in re.split(r"[\s,，、;；]+", request.POST.get(name, "")) if one] for name in LISTS}
    number = permissions.ask(
        by=officer_id(request), legal_basis=legal_basis, purpose=purpose, scope=scope, **lists, expires_on=until, at=timezone.now(),
        today=today,
    )  # fmt: skip
    _write(request, "authority_asked", number, purpose=purpose, until=until.isoformat())
    return number


def _me(request: HttpRequest) -> Colleague:
    found = colleague(request)
    if found is None:
        raise Http404
    return found


def _write(request: HttpRequest, action: str, authority_id: str, **details: str) -> None:
    audit.record(
        actor=request.user.get_username(), action=action, object_type="authority", object_id=authority_id, purpose="",
        at=timezone.now(), details={name: value for name, value in details.items() if value},
    )  # fmt: skip
