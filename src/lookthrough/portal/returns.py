"""What a sender owes: the list with its last days, the form to fill in, and where the file is dropped; the receipt comes at once."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lookthrough.intake import calling, operations, queries
from lookthrough.intake.duties import Duty
from lookthrough.intake.incoming import folder
from lookthrough.intake.office_settings import settings_on
from lookthrough.intake.queries import SubmissionView
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.template import Template
from lookthrough.intake.workbook import write_csv, write_workbook
from lookthrough.portal import returns_words as words
from lookthrough.portal.returns_files import CSV, XLSX, attachment
from lookthrough.portal.returns_receipts import answered, names, own_template
from lookthrough.portal.returns_session import AtSender, of_sender

DONE_SHOWN = 6
_KINDS = {"xlsx": XLSX, "csv": CSV}


@require_http_methods(["GET", "HEAD"])
@of_sender
def to_do(request: HttpRequest, here: AtSender) -> HttpResponseBase:
    """Show what is due, the late first, and what waits for this person's confirmation."""
    today = timezone.localdate()
    duties = queries.duties_of(by=here.who, today=today)
    waiting = queries.submissions(by=here.who, states=["waiting"], count=200)
    asked_for = _Asked(here)
    mine = [one for one in waiting if one.account_id != here.account.account_id]
    shown = [one for one in duties if one.submission_id not in {other.submission_id for other in mine}]
    parts = {slug: [_row(one, today, asked_for) for one in shown if one.state in states] for slug, _title, states in words.PARTS}
    done = len(parts["done"])
    parts["done"] = parts["done"][-DONE_SHOWN:][::-1]
    context = {
        "here": here, "today": today, "parts": [(slug, title, parts[slug]) for slug, title, _states in words.PARTS], "done_count": done,
        "to_confirm": mine, "late": len(parts["late"]),
        "quality": queries.quality(sender_id=here.sender.sender_id, by=here.who, today=today),
    }  # fmt: skip
    return render(request, "portal/returns/to_do.html", context)


class _Asked:
    """How a sender was asked for what it owes: reminded by the calendar, called on by an officer; of each the newest."""

    def __init__(self, here: AtSender) -> None:
        self.reminders = {(one.template, one.period): one for one in reversed(queries.reminders(by=here.who, count=200))}
        self.calls = {(one.template, one.period): one for one in reversed(calling.calls(by=here.who)) if one.taken_back_at is None}

    def about(self, duty: Duty) -> dict[str, Any]:
        """Return what was said about a duty that is still open."""
        key = (duty.template, duty.period) if duty.state in ("late", "open") else ("", "")
        return {"reminder": self.reminders.get(key), "call": self.calls.get(key)}


def _row(duty: Duty, today: date, asked_for: _Asked) -> dict[str, Any]:
    return {"duty": duty, "urgency": words.urgency(duty, today), **asked_for.about(duty)}


@require_http_methods(["GET", "HEAD"])
@of_sender
def form(request: HttpRequest, here: AtSender, template: str, kind: str) -> HttpResponseBase:
    """Hand out the form to fill in: Excel with drop-downs, or the head of a CSV."""
    shown = own_template(here, template)
    if kind not in _KINDS:
        raise Http404
    with folder() as place:
        path = place / f"form.{kind}"
        write_csv(shown, path) if kind == "csv" else write_workbook(shown, path, today=timezone.localdate())
        return attachment(path.read_bytes(), f"{shown.title.zh}.{kind}", _KINDS[kind])


@require_http_methods(["GET", "HEAD"])
@of_sender
def due(request: HttpRequest, here: AtSender, template: str, period: str) -> HttpResponseBase:
    """Show one duty: its last day, the form, where to drop the file, and what was sent for it so far."""
    return _duty_page(request, here, own_template(here, template), period)


@require_POST
@of_sender
def send(request: HttpRequest, here: AtSender, template: str, period: str) -> HttpResponseBase:
    """Take a file in and answer with its receipt."""
    shown = own_template(here, template)
    _found(here, shown, period)

    def sent(path: Path, name: str, at: datetime) -> SubmissionView:
        return operations.submit(
            sender_id=here.sender.sender_id, template_slug=shown.slug, path=path, file_name=name, by=here.who, at=at, period=period,
            reason=request.POST.get("reason", ""),
        )  # fmt: skip

    try:
        return answered(request, here, sent)
    except NotAllowed as refusal:
        return _duty_page(request, here, shown, period, refused=words.said(refusal), status=400)


@require_POST
@of_sender
def nothing(request: HttpRequest, here: AtSender, template: str, period: str) -> HttpResponseBase:
    """Take in that there is nothing to report for a period."""
    shown = own_template(here, template)
    _found(here, shown, period)
    try:
        made = operations.submit_nil(
            sender_id=here.sender.sender_id, template_slug=shown.slug, period=period, by=here.who, at=timezone.now(),
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except NotAllowed as refusal:
        return _duty_page(request, here, shown, period, refused=words.said(refusal), status=400)
    return redirect("returns:receipt", number=made.submission_id)


def _duty_page(request: HttpRequest, here: AtSender, shown: Template, period: str, *, status: int = 200, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    duty = _found(here, shown, period)
    earlier = queries.submissions(by=here.who, template_slug=shown.slug, period=period)
    context = {
        "here": here, "template": shown, "period": period, "duty": duty, "urgency": words.urgency(duty, today), "earlier": earlier,
        "counts": next((one for one in earlier if one.state == "accepted"), None), "names": names(here),
        **_Asked(here).about(duty), "states": words.STATES, "kinds": words.KINDS, "empties": words.EMPTY,
        "may_be_nothing": not shown.owed_by_subject, "largest_mb": settings_on(today).whole("largest_file_bytes") >> 20,
    }  # fmt: skip
    return render(request, "portal/returns/due.html", context | more, status=status)


def _found(here: AtSender, shown: Template, period: str) -> Duty:
    """Return a duty of this sender's own; a period that it does not owe does not exist for it."""
    for duty in queries.duties_of(by=here.who, today=timezone.localdate()):
        if (duty.template, duty.period) == (shown.slug, period):
            return duty
    raise Http404
