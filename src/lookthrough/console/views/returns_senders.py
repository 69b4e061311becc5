"""Senders (报送单位): the list, and one whole with what it owes and how good its data are; where its forms are sent to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.console import words
from lookthrough.console.access import back, carries, colleague, needs
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.returns import rights, who
from lookthrough.console.views.returns_sender_deeds import DEEDS, record_sender
from lookthrough.intake import calling, queries, sender_queries
from lookthrough.intake.calling import UNDO_WITHIN
from lookthrough.intake.quality import Quality
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.sender_queries import SenderView
from lookthrough.intake.template import sender_kinds
from lookthrough.kernel.periods import Month
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry


@dataclass(frozen=True, slots=True)
class Listed:
    """A sender of the list with what it owes now and how good its data are."""

    sender: SenderView
    region: str
    late: int
    waiting: int
    quality: float | None


@needs(Action.SEE_RETURNS)
def senders(request: HttpRequest) -> HttpResponse:
    """Show the senders of the district, those that are late first."""
    by, today, names = who(request), timezone.localdate(), offices.region_names()
    text, group = request.GET.get("text", "").strip()[:80], request.GET.get("group", "")
    owed = queries.duties_of(by=by, today=today)
    late = _count(one.sender_id for one in owed if one.state == "late")
    waiting = _count(one.sender_id for one in owed if one.state == "waiting")
    wanted = [
        one for one in sender_queries.senders(by=by) if text.lower() in f"{one.name} {one.sender_id}".lower() and group in ("", one.group)
    ]
    rows = [
        Listed(
            one,
            words.region_name(one.region_code, names),
            late.get(one.sender_id, 0),
            waiting.get(one.sender_id, 0),
            _score(one, by, today),
        )
        for one in wanted[:200]
    ]
    rows.sort(key=lambda one: (-one.late, one.quality if one.quality is not None else 101.0, one.sender.name))
    context = {"rows": rows, "total": len(wanted), "text": text, "group": group, "groups": words.SENDER_GROUP, **rights(request)}
    return render(request, "console/returns/senders.html", context)


@needs(Action.SEE_RETURNS)
def sender(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Show one sender whole; the names of its people are opened only to who manages them, and that stands in the trail."""
    return render(request, "console/returns/sender.html", _context(request, sender_id))


@needs(Action.MANAGE_SENDERS)
def record(request: HttpRequest) -> HttpResponse:
    """Show the form that records a sender, and take it."""
    given = request.POST
    if request.method == "POST":
        try:
            return redirect("console:sender", sender_id=record_sender(request))
        except NotAllowed as refusal:
            say_why_not(request, refusal)
    me, names = colleague(request), offices.region_names()
    district = me.district if me else None
    if district is None:
        raise Http404
    regions = {code: name for code, name in names.items() if district.reaches(code)}
    institutions = [one for one in registry.institutions() if district.reaches(one.region_code)]
    context = {
        "kinds": sender_kinds(), "groups": words.SENDER_GROUP, "regions": sorted(regions.items()), "given": given,
        "institutions": institutions,
        "first_of_month": timezone.localdate().replace(day=1),
    }  # fmt: skip
    return render(request, "console/returns/record.html", context)


@require_POST
@needs(Action.MANAGE_SENDERS)
def manage(request: HttpRequest, sender_id: str, deed: str) -> HttpResponse:
    """Let people in, shut them out, give and revoke tokens; what is secret is shown this once."""
    doing = DEEDS.get(deed)
    if doing is None or sender_queries.sender(sender_id=sender_id, by=who(request)) is None:
        raise Http404
    try:
        secret = doing(request, sender_id)
    except NotAllowed as refusal:
        say_why_not(request, refusal)
        return back(request, reverse("console:sender", args=[sender_id]))
    if secret is None:
        return back(request, reverse("console:sender", args=[sender_id]))
    shown = {"sender": sender_queries.sender(sender_id=sender_id, by=who(request)), "secret": secret}
    answer = render(request, "console/returns/secret.html", shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _context(request: HttpRequest, sender_id: str) -> dict[str, Any]:
    by, today, now = who(request), timezone.localdate(), timezone.now()
    found = sender_queries.sender(sender_id=sender_id, by=by)
    if found is None:
        raise Http404
    owed = queries.duties_of(by=by, today=today, sender_id=sender_id)
    pressing = [one for one in owed if one.state not in ("done", "done_late")]
    people = sender_queries.accounts_of(sender_id=sender_id, by=by)
    manages = carries(request, Action.MANAGE_SENDERS)
    if manages and people:
        audit.record(
            actor=by.actor, action="read_sender_people", object_type="sender", object_id=sender_id, purpose="", at=now,
            details={"people": len(people)},
        )  # fmt: skip
    return {
        "sender": found, "region": words.region_name(found.region_code), "pressing": pressing[:30],
        "more": max(0, len(pressing) - 30), "submissions": queries.submissions(by=by, sender_id=sender_id, count=12),
        "reminders": queries.reminders(by=by, sender_id=sender_id, count=12),
        "calls": [(one, _can_take_back(one, by.actor, now)) for one in calling.calls(by=by, sender_id=sender_id, count=12)],
        "people": people, "tokens": sender_queries.tokens_of(sender_id=sender_id, by=by),
        "quality": queries.quality(sender_id=sender_id, by=by, today=today),
        "history": _history(found, request, today), "today": today, "now": now, "names": offices.names_by_username(),
        "token_until": today + timedelta(days=180), **rights(request),
    }  # fmt: skip


def _can_take_back(one: calling.CallView, username: str, now: datetime) -> bool:
    return one.taken_back_at is None and one.made_by == username and now - one.made_at <= UNDO_WITHIN


def _history(found: SenderView, request: HttpRequest, today: date) -> list[tuple[str, float]]:
    """Return the score at the end of each of the last twelve months, reckoned from what is known today."""
    months = [Month.of(today).plus(-back) for back in range(12, 0, -1)]
    by, scores = who(request), list[tuple[str, float]]()
    for month in months:
        one: Quality | None = (
            queries.quality(sender_id=found.sender_id, by=by, today=month.last_day) if month.last_day >= found.reports_from else None
        )
        if one is not None and one.score is not None:
            scores.append((str(month), one.score))
    return scores


def _score(found: SenderView, by: Any, today: date) -> float | None:
    quality = queries.quality(sender_id=found.sender_id, by=by, today=today)
    return quality.score if quality else None


def _count(ids: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in ids:
        found[one] = found.get(one, 0) + 1
    return found
