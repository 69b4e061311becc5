"""Who works here, and the acts of who looks after officers: appoint, change, dismiss, unlock, reset; some need a second person."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lookthrough.audit import operations as audit
from lookthrough.console import words
from lookthrough.console.access import colleague, needs, officer_id
from lookthrough.console.sessions import idle, longest
from lookthrough.offices import appointments, lock_outs, second_factor, visits
from lookthrough.offices import queries as offices
from lookthrough.offices.appointments import NotAllowed, Outcome, Wish
from lookthrough.offices.queries import Colleague, District
from lookthrough.offices.roles import NEEDS_SECOND_PERSON, Action, Role

_NOWHERE = District("-", unplaced=False)


@needs(Action.SEE_OFFICERS)
def officers(request: HttpRequest) -> HttpResponse:
    """Show the officers of one's own district, who is locked out, and what waits for a second person."""
    me, now = _me(request), timezone.now()
    context = {
        "officers": offices.officers_of(district=me.district or _NOWHERE),
        "locked": {one.username for one in lock_outs.locked(at=now)},
        "with_second_factor": second_factor.with_second_factor(),
        "proposals": appointments.waiting(viewer=me, at=now),
        "me_id": me.officer_id,
        "may_manage": me.may(Action.MANAGE_OFFICERS),
        "may_confirm": me.may(Action.CONFIRM_APPOINTMENTS),
    }
    return render(request, "console/officers.html", context)


@needs(Action.SEE_OFFICERS)
def officer(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Show one officer: role, office, second factor, lock-outs, sessions, and what may be done."""
    me, one, now = _me(request), _of_district(request, officer_id), timezone.now()
    manages = me.may(Action.MANAGE_OFFICERS)
    context = {
        "one": one,
        "factors": second_factor.factors(officer_id=officer_id),
        "locked": [lock for lock in lock_outs.locked(at=now) if lock.username == one.username],
        "sessions": visits.visits_of(officer_id=officer_id, at=now, idle=idle(), longest=longest()) if manages else [],
        "proposals": [wish for wish in appointments.waiting(viewer=me, at=now) if wish.officer_id == officer_id],
        "manages": manages,
        "oneself": officer_id == me.officer_id,
        "needs_second": one.role in NEEDS_SECOND_PERSON,
        "offices": offices.offices_of(district=me.district or _NOWHERE),
        "roles": list(Role),
        "sees_trail": me.may(Action.SEE_AUDIT),
    }
    return render(request, "console/officer.html", context)


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_OFFICERS)
def appoint(request: HttpRequest) -> HttpResponse:
    """Appoint somebody: role, office and a one-time password that is shown once."""
    refused = ""
    if request.method == "POST":
        wanted = Wish(
            kind=appointments.APPOINT,
            reason=request.POST.get("reason", ""),
            username=request.POST.get("username", ""),
            name=request.POST.get("name", ""),
            office_id=_number(request, "office"),
            role=request.POST.get("role", ""),
        )
        try:
            return _answered(request, _wished(request, wanted))
        except NotAllowed as refusal:
            refused = refusal.why
    me = _me(request)
    context = {
        "offices": offices.offices_of(district=me.district or _NOWHERE),
        "roles": list(Role),
        "refused": refused,
        "said": request.POST,
    }
    return render(request, "console/officer_appoint.html", context, status=400 if refused else 200)


@require_POST
@needs(Action.MANAGE_OFFICERS)
def change_officer(request: HttpRequest, officer_id: int, deed: str) -> HttpResponse:
    """Do one thing about an officer; what concerns a role that decides about others waits for a second person."""
    _of_district(request, officer_id)
    act = _ACTS.get(deed)
    if act is None:
        raise Http404
    try:
        return act(request, officer_id)
    except NotAllowed as refusal:
        messages.error(request, _("没有改动：%(why)s。") % {"why": words.word_of(words.NOT_ALLOWED, refusal.why)})
        return redirect("console:officer", officer_id)


@require_POST
@needs(Action.CONFIRM_APPOINTMENTS)
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Confirm or refuse, as the second person, what another officer proposed."""
    now, me = timezone.now(), officer_id(request)
    try:
        if request.POST.get("decision") == "confirm":
            outcome = appointments.confirm(proposal_id=proposal_id, by=me, at=now)
            _write(request, "proposal_confirmed", outcome.username, proposal=proposal_id)
            return _answered(request, outcome)
        username = appointments.refuse(proposal_id=proposal_id, by=me, reason=request.POST.get("reason", ""), at=now)
        _write(request, "proposal_refused", username, proposal=proposal_id)
        messages.success(request, _("已拒绝这项提议。"))
    except NotAllowed as refusal:
        messages.error(request, _("没有改动：%(why)s。") % {"why": words.word_of(words.NOT_ALLOWED, refusal.why)})
    return redirect("console:officers")


@require_POST
@needs(Action.MANAGE_OFFICERS)
def withdraw(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Take one's own proposal back."""
    try:
        username = appointments.withdraw(proposal_id=proposal_id, by=officer_id(request), at=timezone.now())
        _write(request, "proposal_withdrawn", username, proposal=proposal_id)
        messages.success(request, _("已撤回这项提议。"))
    except NotAllowed as refusal:
        messages.error(request, _("没有改动：%(why)s。") % {"why": words.word_of(words.NOT_ALLOWED, refusal.why)})
    return redirect("console:officers")


# ---- the single acts --------------------------------------------------------------------------------------------------------


def _wish(kind: str) -> Callable[[HttpRequest, int], HttpResponse]:
    """Return the act that wishes something about an officer who is known."""

    def wished(request: HttpRequest, officer_id: int) -> HttpResponse:
        said = request.POST
        wanted = Wish(kind, said.get("reason", ""), officer_id, office_id=_number(request, "office"), role=said.get("role", ""))
        return _answered(request, _wished(request, wanted))

    return wished


def _dismiss(request: HttpRequest, concerned: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    one = appointments.dismiss(officer_id=concerned, by=officer_id(request), reason=reason, at=timezone.now())
    _write(request, "officer_dismissed", one.username, reason=reason)
    messages.success(request, _("已停用 %(name)s，其登录已结束。可随时恢复。") % {"name": one.name})
    return redirect("console:officer", concerned)


def _unlock(request: HttpRequest, concerned: int) -> HttpResponse:
    one = appointments.managed(officer_id=concerned, by=officer_id(request))
    lock_outs.lift(officer_id=concerned)
    _write(request, "lock_lifted", one.username)
    messages.success(request, _("已解除锁定。"))
    return redirect("console:officer", concerned)


def _end_sessions(request: HttpRequest, concerned: int) -> HttpResponse:
    one = appointments.managed(officer_id=concerned, by=officer_id(request))
    ended = visits.end(officer_id=concerned, at=timezone.now(), why="ended_by_administrator")
    _write(request, "sessions_ended", one.username, count=ended)
    messages.success(request, _("已结束 %(count)d 个登录。") % {"count": ended})
    return redirect("console:officer", concerned)


_ACTS: dict[str, Callable[[HttpRequest, int], HttpResponse]] = {
    "change": _wish(appointments.CHANGE),
    "reinstate": _wish(appointments.REINSTATE),
    "new-password": _wish(appointments.NEW_PASSWORD),
    "reset-second-factor": _wish(appointments.RESET_SECOND_FACTOR),
    "dismiss": _dismiss,
    "unlock": _unlock,
    "end-sessions": _end_sessions,
}


def _wished(request: HttpRequest, wanted: Wish) -> Outcome:
    outcome = appointments.wish(by=officer_id(request), wanted=wanted, at=timezone.now())
    action = f"officer_{wanted.kind}" if outcome.done else "proposal_made"
    said = {"kind": wanted.kind, "reason": wanted.reason, "role": wanted.role, "office": wanted.office_id}
    _write(request, action, outcome.username, **{name: value for name, value in said.items() if value})
    return outcome


def _answered(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Show a one-time password on a page of its own, this once; else go to the officer."""
    if outcome.password:
        return render(request, "console/officer_password.html", {"outcome": outcome, "until": outcome.password_until})
    if outcome.done:
        messages.success(request, _("已完成。"))
        return redirect("console:officer", outcome.officer_id)
    messages.success(request, _("已记下。此角色的变更须由另一人确认后才生效。"))
    return redirect("console:officers")


def _of_district(request: HttpRequest, wanted: int) -> Colleague:
    """Return an officer of the own district; others do not exist for the asker."""
    me, one = _me(request), offices.officer(officer_id=wanted)
    if one is None or me.district is None or not me.district.reaches(one.district.prefix if one.district else ""):
        raise Http404
    return one


def _me(request: HttpRequest) -> Colleague:
    found = colleague(request)
    if found is None:
        raise Http404
    return found


def _number(request: HttpRequest, name: str) -> int | None:
    said = request.POST.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 10 else None


def _write(request: HttpRequest, action: str, username: str, **details: object) -> None:
    audit.record(
        actor=request.user.get_username(), action=action, object_type="officer", object_id=username, purpose="",
        at=timezone.now(), details=details,
    )  # fmt: skip
