"""Calling on senders for what they owe, and taking one's own calls back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lookthrough.console.access import back, needs
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.returns import who
from lookthrough.intake import calling
from lookthrough.intake.refusal import NotAllowed
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action

_NO_DUTY = Text("请先选择要催报的报表", "please choose the returns to call for first")


@require_POST
@needs(Action.WORK_RETURNS)
def call(request: HttpRequest) -> HttpResponse:
    """Call on senders for the chosen returns."""
    given = request.POST
    chosen = [given["only"]] if given.get("only") else given.getlist("duty")
    keys = [tuple(one.split("|")) for one in chosen if one.count("|") == 2]
    try:
        if not keys:
            raise NotAllowed(_NO_DUTY)
        wanted = [(sender, slug, period) for sender, slug, period in keys]
        batch = calling.call_on(wanted=wanted, note=given.get("note", ""), by=who(request), at=timezone.now())
    except NotAllowed as refusal:
        say_why_not(request, refusal)
    else:
        said = ngettext("已催报 %(n)d 项，对方在报送页面可见。", "已催报 %(n)d 项，对方在报送页面可见。", len(keys)) % {"n": len(keys)}
        messages.success(request, said, extra_tags=f"call:{batch}")
    return back(request, reverse("console:late-returns"))


@require_POST
@needs(Action.WORK_RETURNS)
def take_call_back(request: HttpRequest) -> HttpResponse:
    """Take one's own calls back, all that were made together."""
    try:
        count = calling.take_back(batch=request.POST.get("batch", "").removeprefix("call:"), by=who(request), at=timezone.now())
        messages.success(request, ngettext("已撤回 %(n)d 项催报。", "已撤回 %(n)d 项催报。", count) % {"n": count})
    except NotAllowed as refusal:
        say_why_not(request, refusal)
    return back(request, reverse("console:late-returns"))
