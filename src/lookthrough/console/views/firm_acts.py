"""What an officer does from a firm's file: note something, take it back, hand the firm to somebody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.console.access import back, needs, officer_id
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.firm import written_now
from lookthrough.offices.roles import Action
from lookthrough.registry import handling_operations as handling

KEPT = 100


@require_POST
@needs(Action.WORK_FIRMS)
def note_firm(request: HttpRequest, company_id: str) -> HttpResponse:
    """Keep a note; its author may take it back until signing out."""
    try:
        made = handling.note(company_id=company_id, text=request.POST.get("text", ""), officer_id=officer_id(request), at=timezone.now())
        request.session["firm_notes"] = [*written_now(request), made][-KEPT:]
        messages.success(request, _("备注已写入时间线。写错了可在退出登录前撤回。"))
    except handling.NotAllowed as refusal:
        say_why_not(request, refusal)
    return back(request, reverse("console:firm", args=[company_id]))


@require_POST
@needs(Action.WORK_FIRMS)
def take_firm_note_back(request: HttpRequest, company_id: str) -> HttpResponse:
    """Take back a note written since signing in."""
    given = request.POST.get("note", "")
    note_id = int(given) if given.isdecimal() and len(given) < 19 else 0
    try:
        handling.take_note_back(
            note_id=note_id if note_id in written_now(request) else 0, officer_id=officer_id(request), at=timezone.now()
        )
        messages.success(request, _("备注已撤回。"))
    except handling.NotAllowed as refusal:
        say_why_not(request, refusal)
    return back(request, reverse("console:firm", args=[company_id]))


@require_POST
@needs(Action.WORK_FIRMS)
def hand_firm(request: HttpRequest, company_id: str) -> HttpResponse:
    """Give the firm to the officer named in the form, by default to the one who asks."""
    own, to = officer_id(request), request.POST.get("officer", "")
    taker = int(to) if to.isdecimal() and len(to) < 19 else own
    try:
        handling.hand_to(company_id=company_id, to_officer_id=taker, officer_id=own, at=timezone.now())
        messages.success(request, _("已更换负责人，原负责人留在时间线上。"))
    except handling.NotAllowed as refusal:
        say_why_not(request, refusal)
    return back(request, reverse("console:firm", args=[company_id]))
