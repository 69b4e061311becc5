"""What officers do with a campaign: open it, move it, set and finish tasks, add to its forms, propose and decide acceptance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.campaigns import acceptance_operations, operations
from lookthrough.cases.campaigns.catalogue import criteria
from lookthrough.cases.campaigns.stages import ORDER, STAGES
from lookthrough.console import words
from lookthrough.console.access import back, needs, officer_id
from lookthrough.console.views.triage import district_of
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

Deed = Callable[[HttpRequest, str], str]
_NO_DAY = Text("请选择日期", "please choose a day")
_NO_NUMBER = Text("请填写整数", "please give a whole number")


@needs(Action.LEAD_CAMPAIGNS)
def open_campaign(request: HttpRequest) -> HttpResponse:
    """Show the form that opens a campaign; sent, open it and show it. What was written comes back with the reason of a refusal."""
    if request.method == "POST":
        try:
            number = _opened(request)
        except NotAllowed as refusal:
            refused(request, refusal)
        else:
            messages.success(request, _("已部署。各区县已有每个阶段的任务。"))
            return redirect("console:campaign", number=number)
    district = district_of(request)
    context = {
        "stages": [(stage, STAGES[stage]) for stage in ORDER], "given": request.POST, "chosen": request.POST.getlist("district"),
        "spans": {stage: (request.POST.get(f"from_{stage}", ""), request.POST.get(f"to_{stage}", "")) for stage in ORDER},
        "offices": _districts(district),
    }  # fmt: skip
    return render(request, "console/campaigns/open.html", context)


@require_POST
@needs(Action.LEAD_CAMPAIGNS)
def lead_campaign(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing that only who leads a campaign does."""
    return do(request, number, LEAD_DEEDS.get(deed), reverse("console:campaign", args=[number]))


@require_POST
@needs(Action.WORK_CAMPAIGNS)
def work_task(request: HttpRequest, task_id: int, deed: str) -> HttpResponse:
    """Finish a task, take that back, or remind of it."""
    return do(request, str(task_id), TASK_DEEDS.get(deed), reverse("console:late-tasks"))


@require_POST
@needs(Action.WORK_CAMPAIGNS)
def work_acceptance(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Propose a district, or take one's own proposal back."""
    return do(request, number, ACCEPTANCE_DEEDS.get(deed), reverse("console:campaign-acceptance", args=[number]))


@require_POST
@needs(Action.LEAD_CAMPAIGNS)
def decide_acceptance(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Accept, refuse or reopen a district, as its second person."""
    return do(request, number, ACCEPTANCE_DECISIONS.get(deed), reverse("console:campaign-acceptance", args=[number]))


def do(request: HttpRequest, thing: str, deed: Deed | None, to: str) -> HttpResponse:
    """Do a deed and go back to where its form was, with a word on what happened."""
    if deed is None:
        raise Http404
    try:
        messages.success(request, deed(request, thing))
    except NotAllowed as refusal:
        refused(request, refusal)
    return back(request, to)


def refused(request: HttpRequest, refusal: NotAllowed) -> None:
    """Say why nothing was changed."""
    messages.error(request, _("没有改动：%(why)s。") % {"why": refusal.reason.in_language(words.language())})


def day(request: HttpRequest, name: str) -> date:
    """Return a day of the form."""
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise NotAllowed(_NO_DAY) from None


def whole(request: HttpRequest, name: str) -> int:
    """Return a whole number of the form."""
    given = request.POST.get(name, "")
    if not given.isdecimal() or len(given) > 18:
        raise NotAllowed(_NO_NUMBER)
    return int(given)


def _districts(district: offices.District) -> list[tuple[int, str, str]]:
    """Return the offices below one's own; an office without any works in its own region."""
    known = offices.offices_of(district=district)
    return [one for one in known if one[2] != district.prefix] or known


def _opened(request: HttpRequest) -> str:
    given = request.POST
    fields = [line.replace("｜", "|").split("|", 1) for line in given.get("fields", "").splitlines() if line.strip()]
    return operations.open_campaign(
        name=given.get("name", ""), basis=given.get("basis", ""),
        spans={str(stage): (day(request, f"from_{stage}"), day(request, f"to_{stage}")) for stage in ORDER},
        fields=[(line[0], line[1] if len(line) > 1 else "") for line in fields], districts=given.getlist("district"),
        tasks={str(stage): given.get(f"task_{stage}", "") for stage in ORDER}, officer_id=officer_id(request), at=timezone.localtime(),
    )  # fmt: skip


def _advance(request: HttpRequest, number: str) -> str:
    """Move to the next stage."""
    operations.advance(number=number, version=whole(request, "version"), officer_id=officer_id(request), at=timezone.localtime())
    return _("已进入下一阶段。")


def _step_back(request: HttpRequest, number: str) -> str:
    """Take the last move back."""
    operations.step_back(number=number, version=whole(request, "version"), officer_id=officer_id(request), at=timezone.localtime())
    return _("已退回上一阶段。")


def _dates(request: HttpRequest, number: str) -> str:
    """Move a stage's days."""
    operations.change_dates(
        number=number, stage=request.POST.get("stage", ""), starts_on=day(request, "starts_on"), due_on=day(request, "due_on"),
        reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.localtime(),
    )  # fmt: skip
    return _("日期已调整，未完成的任务随之调整。")


def _field(request: HttpRequest, number: str) -> str:
    """Add a field."""
    operations.add_field(
        number=number, name=request.POST.get("name", ""), lead_department=request.POST.get("lead", ""), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("已增加领域。")


def _task(request: HttpRequest, number: str) -> str:
    """Give districts a further task."""
    made = operations.set_task(
        number=number, stage=request.POST.get("stage", ""), title=request.POST.get("title", ""), due_on=day(request, "due_on"),
        districts=request.POST.getlist("district"), officer_id=officer_id(request), at=timezone.localtime(),
    )  # fmt: skip
    return _("已下达 %(n)s 项任务。") % {"n": made}


def _item(request: HttpRequest, number: str) -> str:
    """Add an item to a form."""
    given = request.POST
    operations.add_item(
        number=number, of=given.get("of", ""), title_zh=given.get("title", ""),
        title_en=given.get("title_en", ""), kind=given.get("kind", ""),
        options=given.get("options", "").splitlines(), required=given.get("required") == "1", officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("已增加项目。")


def _no_item(request: HttpRequest, number: str) -> str:
    """Take an item out of a form."""
    operations.remove_item(
        number=number,
        of=request.POST.get("of", ""),
        slug=request.POST.get("item", ""),
        officer_id=officer_id(request),
        at=timezone.localtime(),
    )
    return _("已移去项目。")


def _remind_due(request: HttpRequest, number: str) -> str:
    """Remind all districts of what is late or due soon."""
    sent = operations.remind_due(number=number, officer_id=officer_id(request), at=timezone.localtime())
    return _("已催办 %(n)s 项任务。") % {"n": sent}


def _end(request: HttpRequest, number: str) -> str:
    """End the campaign."""
    operations.end(
        number=number, reason=request.POST.get("reason", ""), version=whole(request, "version"), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("专项整治已结束，全部记录保留。")


def _reopen(request: HttpRequest, number: str) -> str:
    """Open an ended campaign again."""
    operations.reopen(number=number, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.localtime())
    return _("专项整治已恢复。")


def _finish(request: HttpRequest, task_id: str) -> str:
    """Finish a task."""
    operations.finish_task(task_id=int(task_id), note=request.POST.get("note", ""), officer_id=officer_id(request), at=timezone.localtime())
    return _("任务已完成。")


def _unfinish(request: HttpRequest, task_id: str) -> str:
    """Take a task's end back."""
    why = request.POST.get("reason", "")
    operations.unfinish_task(task_id=int(task_id), reason=why, officer_id=officer_id(request), at=timezone.localtime())
    return _("已撤销完成。")


def _remind(request: HttpRequest, task_id: str) -> str:
    """Remind of one task."""
    operations.remind(task_id=int(task_id), officer_id=officer_id(request), at=timezone.localtime())
    return _("已催办。")


def _propose(request: HttpRequest, number: str) -> str:
    """Propose a district."""
    confirmed = {one.slug: request.POST.get(f"basis_{one.slug}", "") for one in criteria() if not one.counted}
    acceptance_operations.propose(
        number=number,
        region_code=request.POST.get("region", ""),
        confirmed=confirmed,
        officer_id=officer_id(request),
        at=timezone.localtime(),
    )
    return _("已提请验收，等待另一人决定。")


def _withdraw(request: HttpRequest, number: str) -> str:
    """Take one's own proposal back."""
    acceptance_operations.withdraw(acceptance_id=whole(request, "acceptance"), officer_id=officer_id(request), at=timezone.localtime())
    return _("已撤回。")


def _decide(request: HttpRequest, number: str) -> str:
    """Accept or refuse."""
    accept = request.POST.get("accept") == "1"
    acceptance_operations.decide(
        acceptance_id=whole(request, "acceptance"), accept=accept, reason=request.POST.get("reason", ""), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("已通过验收。") if accept else _("未通过验收，理由已告知。")


def _reopen_district(request: HttpRequest, number: str) -> str:
    """Open an accepted district again."""
    acceptance_operations.reopen(
        acceptance_id=whole(request, "acceptance"), reason=request.POST.get("reason", ""), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("已重开。")


LEAD_DEEDS: dict[str, Deed] = {
    "advance": _advance, "step-back": _step_back, "dates": _dates, "field": _field, "task": _task, "item": _item, "no-item": _no_item,
    "remind": _remind_due, "end": _end, "reopen": _reopen,
}  # fmt: skip
TASK_DEEDS: dict[str, Deed] = {"finish": _finish, "unfinish": _unfinish, "remind": _remind}
ACCEPTANCE_DEEDS: dict[str, Deed] = {"propose": _propose, "withdraw": _withdraw}
ACCEPTANCE_DECISIONS: dict[str, Deed] = {"decide": _decide, "reopen": _reopen_district}
