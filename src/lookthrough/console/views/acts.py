"""What an officer does with alerts, from the list or from one alert: take, hand over, put aside, close, reopen, undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lookthrough.console.access import back, needs, officer_id
from lookthrough.console.refusing import say_why_not
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.risk import operations as risk
from lookthrough.risk.states import Outcome

_NOTHING_CHOSEN = Text("请先选择预警", "please choose alerts first")
_NO_DAY = Text("请选择暂缓到哪一天", "please choose the day until which it is put aside")
_NO_OUTCOME = Text("请选择处理结果", "please choose how it ended")

Act = Callable[[HttpRequest, list[int]], str]


def _answered(act: Act) -> Callable[..., HttpResponseBase]:
    """Do it and go back to where the officer was, with a word on what happened and the way to undo it."""

    def answered(request: HttpRequest) -> HttpResponse:
        try:
            chosen = _chosen(request)
            if not chosen:
                raise risk.NotAllowed(_NOTHING_CHOSEN)
            batch = act(request, chosen)
            done = ngettext("已处理 %(count)d 条预警。", "已处理 %(count)d 条预警。", len(chosen)) % {"count": len(chosen)}
            messages.success(request, done, extra_tags=batch)
        except risk.NotAllowed as refusal:
            say_why_not(request, refusal)
        return back(request, reverse("console:alerts"))

    answered.__name__, answered.__doc__ = act.__name__.strip("_"), act.__doc__
    return require_POST(needs(Action.WORK_ALERTS)(answered))


def _chosen(request: HttpRequest) -> list[int]:
    """Return the alerts ticked, each once; a subject's row sends the ids of all its months, with commas between."""
    given = ",".join(request.POST.getlist("alert")).split(",")
    return list(dict.fromkeys(int(one) for one in given if one.isdecimal() and len(one) < 18))


def _assign(request: HttpRequest, chosen: list[int]) -> str:
    """Give alerts to the officer named in the form, by default to the one who asks."""
    to = request.POST.get("officer", "")
    own = officer_id(request)
    return risk.assign(
        alert_ids=chosen, to_officer_id=int(to) if to.isdecimal() and len(to) < 19 else own, officer_id=own, at=timezone.now()
    )


def _snooze(request: HttpRequest, chosen: list[int]) -> str:
    """Put alerts aside until a day, with the reason."""
    try:
        until = date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        raise risk.NotAllowed(_NO_DAY) from None
    reason = request.POST.get("reason", "")
    return risk.snooze(alert_ids=chosen, reason=reason, until=until, officer_id=officer_id(request), at=timezone.localtime())


def _close(request: HttpRequest, chosen: list[int]) -> str:
    """End alerts with what came of them and the reason."""
    outcome = request.POST.get("outcome", "")
    if outcome not in set(Outcome):
        raise risk.NotAllowed(_NO_OUTCOME)
    reason = request.POST.get("reason", "")
    return risk.close(alert_ids=chosen, outcome=Outcome(outcome), reason=reason, officer_id=officer_id(request), at=timezone.now())


def _reopen(request: HttpRequest, chosen: list[int]) -> str:
    """Take closed alerts up again, with the reason."""
    return risk.reopen(alert_ids=chosen, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now())


def _note(request: HttpRequest, chosen: list[int]) -> str:
    """Write a note on alerts."""
    return risk.note(alert_ids=chosen, text=request.POST.get("text", "")[:2000], officer_id=officer_id(request), at=timezone.now())


@require_POST
@needs(Action.WORK_ALERTS)
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one's own act."""
    try:
        count = risk.undo(batch=request.POST.get("batch", ""), officer_id=officer_id(request), at=timezone.now())
        messages.success(
            request, ngettext("已撤销，%(count)d 条预警恢复原状。", "已撤销，%(count)d 条预警恢复原状。", count) % {"count": count}
        )
    except risk.NotAllowed as refusal:
        say_why_not(request, refusal)
    return back(request, reverse("console:alerts"))


assign, snooze, close, reopen, note = (_answered(act) for act in (_assign, _snooze, _close, _reopen, _note))
