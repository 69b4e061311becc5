"""Senders (报送单位): the list, one whole with what it owes and how good its data are, and what an officer does about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.console import words
from lookthrough.console.access import back, carries, colleague, needs, officer_id
from lookthrough.console.views.returns import rights, who
from lookthrough.intake import calling, queries, sender_operations, sender_queries
from lookthrough.intake.calling import UNDO_WITHIN
from lookthrough.intake.quality import Quality
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.sender_queries import SenderView
from lookthrough.intake.template import sender_kinds
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry

_ONE_TIME = timedelta(days=7)
_NO_DAY = Text("请选择日期", "please choose a day")
_NO_NAME = Text("请填写名称", "please give a name")
_NO_SUBJECT = Text("机构只报送自己的数据，请选择是哪一家机构", "a body reports on itself: choose which institution it is")
_NO_DUTY = Text("请先选择要催报的报表", "please choose the returns to call for first")
SELF_REPORTING = ("licensed", "platform")


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
            return redirect("console:sender", sender_id=_recorded(request))
        except NotAllowed as refusal:
            refused(request, refusal)
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
        refused(request, refusal)
        return back(request, reverse("console:sender", args=[sender_id]))
    if secret is None:
        return back(request, reverse("console:sender", args=[sender_id]))
    shown = {"sender": sender_queries.sender(sender_id=sender_id, by=who(request)), "secret": secret}
    answer = render(request, "console/returns/secret.html", shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


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
        refused(request, refusal)
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
        refused(request, refusal)
    return back(request, reverse("console:late-returns"))


def refused(request: HttpRequest, refusal: NotAllowed) -> None:
    """Say that nothing was changed, and why."""
    messages.error(request, _("没有改动：%(why)s。") % {"why": refusal.reason.in_language(words.language())})


def day_of(request: HttpRequest, name: str) -> date:
    """Read a day from a form."""
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise NotAllowed(_NO_DAY) from None


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


def _recorded(request: HttpRequest) -> str:
    """Record the sender that the form tells of; returns its id."""
    given = request.POST
    kind, name, sender_id = given.get("kind", ""), given.get("name", "").strip()[:120], given.get("sender_id", "").strip()[:60]
    group = sender_kinds()[kind].group if kind in sender_kinds() else ""
    if not name:
        raise NotAllowed(_NO_NAME)
    if group in SELF_REPORTING and not given.get("subject"):
        raise NotAllowed(_NO_SUBJECT)
    until = day_of(request, "until") if given.get("until") else None
    sender_operations.record_sender(
        sender_id=sender_id, kind=kind, name=name, reports_from=day_of(request, "from"), reports_until=until, at=timezone.now(),
        region_code=given.get("region", ""), subject_id=given.get("subject", "") if group in SELF_REPORTING else "",
        officer_id=officer_id(request), actor=request.user.get_username(), new=True,
    )  # fmt: skip
    messages.success(request, _("已登记报送单位。下一步：让它的人进来，或给它的程序发令牌。"))
    return sender_id


@dataclass(frozen=True, slots=True)
class Secret:
    """What is shown once: whose it is and what it opens."""

    kind: str  # password or token
    name: str
    value: str
    until: date


Deed = Callable[[HttpRequest, str], Secret | None]


def _let_in(request: HttpRequest, sender_id: str) -> Secret:
    """Let a person in with a one-time password."""
    given, now = request.POST, timezone.now()
    username, name = given.get("username", "").strip()[:60], given.get("name", "").strip()[:40]
    if not username or not name:
        raise NotAllowed(_NO_NAME)
    password = sender_operations.open_account(
        sender_id=sender_id, username=username, name=name, at=now, actor=request.user.get_username(), officer_id=officer_id(request),
        one_time_until=now + _ONE_TIME,
    )  # fmt: skip
    return Secret("password", username, password, timezone.localtime(now + _ONE_TIME).date())


def _shut_out(request: HttpRequest, sender_id: str) -> None:
    """Shut a person out."""
    username = _own_person(request, sender_id)
    sender_operations.close_account(username=username, at=timezone.now(), actor=request.user.get_username(), officer_id=officer_id(request))
    messages.success(request, _("账号已停用，报送记录保留；重发密码即可恢复。"))


def _new_password(request: HttpRequest, sender_id: str) -> Secret:
    """Give a person a new one-time password, lifting a lock."""
    now, username = timezone.now(), _own_person(request, sender_id)
    password = sender_operations.reset_password(
        username=username, one_time_until=now + _ONE_TIME, at=now, actor=request.user.get_username(), officer_id=officer_id(request)
    )
    return Secret("password", username, password, timezone.localtime(now + _ONE_TIME).date())


def _give_token(request: HttpRequest, sender_id: str) -> Secret:
    """Give a program a token."""
    name, until = request.POST.get("name", "").strip()[:60], day_of(request, "until")
    if not name:
        raise NotAllowed(_NO_NAME)
    token = sender_operations.make_token(
        sender_id=sender_id,
        name=name,
        expires_on=until,
        at=timezone.now(),
        actor=request.user.get_username(),
        officer_id=officer_id(request),
    )
    return Secret("token", name, token, until)


def _revoke_token(request: HttpRequest, sender_id: str) -> None:
    """Revoke a token at once."""
    known = {str(one.token_id): one.token_id for one in sender_queries.tokens_of(sender_id=sender_id, by=who(request))}
    token_id = known.get(request.POST.get("token", ""))
    if token_id is None:
        raise Http404
    sender_operations.revoke_token(token_id=token_id, at=timezone.now(), actor=request.user.get_username(), officer_id=officer_id(request))
    messages.success(request, _("令牌已吊销，即刻不能再用；需要时另发新令牌。"))


def _own_person(request: HttpRequest, sender_id: str) -> str:
    """Return the user name in the form, if it is one of this sender's people."""
    given = request.POST.get("username", "")
    if given not in {one.username for one in sender_queries.accounts_of(sender_id=sender_id, by=who(request))}:
        raise Http404
    return given


DEEDS: dict[str, Deed] = {
    "let-in": _let_in,
    "shut-out": _shut_out,
    "new-password": _new_password,
    "give-token": _give_token,
    "revoke-token": _revoke_token,
}
