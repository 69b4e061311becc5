"""What officers do with a campaign: open it, move it, set and finish tasks, add to its forms, propose and decide acceptance."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.campaigns import acceptance_operations, form_operations, operations, task_operations
from lookthrough.cases.campaigns.catalogue import criteria
from lookthrough.cases.campaigns.stages import ORDER, STAGES
from lookthrough.console.access import needs, officer_id
from lookthrough.console.deed_forms import Deed, by, day, do, text, texts, whole
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.triage import district_of
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed


@needs(Action.LEAD_CAMPAIGNS)
def open_campaign(request: HttpRequest) -> HttpResponse:
    """Show the form that opens a campaign; sent, open it and show it. What was written comes back with the reason of a refusal."""
    if request.method == "POST":
        try:
            number = _opened(request)
        except NotAllowed as refusal:
            say_why_not(request, refusal)
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
    operations.advance(**by(request, number, version="version"))
    return _("已进入下一阶段。")


def _step_back(request: HttpRequest, number: str) -> str:
    """Take the last move back."""
    operations.step_back(**by(request, number, version="version"))
    return _("已退回上一阶段。")


def _dates(request: HttpRequest, number: str) -> str:
    """Move a stage's days."""
    operations.change_dates(
        starts_on=day(request, "starts_on"), due_on=day(request, "due_on"), **texts(request, "stage", "reason"), **by(request, number)
    )
    return _("日期已调整，未完成的任务随之调整。")


def _field(request: HttpRequest, number: str) -> str:
    """Add a field."""
    operations.add_field(lead_department=text(request, "lead"), name=text(request, "name"), **by(request, number))
    return _("已增加领域。")


def _task(request: HttpRequest, number: str) -> str:
    """Give districts a further task."""
    made = task_operations.set_task(
        due_on=day(request, "due_on"), districts=request.POST.getlist("district"), **texts(request, "stage", "title"), **by(request, number)
    )
    return _("已下达 %(n)s 项任务。") % {"n": made}


def _item(request: HttpRequest, number: str) -> str:
    """Add an item to a form."""
    given = request.POST
    form_operations.add_item(
        of=given.get("of", ""),
        title_zh=given.get("title", ""),
        title_en=given.get("title_en", ""),
        kind=given.get("kind", ""),
        options=given.get("options", "").splitlines(),
        required=given.get("required") == "1",
        **by(request, number),
    )
    return _("已增加项目。")


def _no_item(request: HttpRequest, number: str) -> str:
    """Take an item out of a form."""
    form_operations.remove_item(slug=text(request, "item"), of=text(request, "of"), **by(request, number))
    return _("已移去项目。")


def _remind_due(request: HttpRequest, number: str) -> str:
    """Remind all districts of what is late or due soon."""
    sent = task_operations.remind_due(**by(request, number))
    return _("已催办 %(n)s 项任务。") % {"n": sent}


def _end(request: HttpRequest, number: str) -> str:
    """End the campaign."""
    operations.end(reason=text(request, "reason"), **by(request, number, version="version"))
    return _("专项整治已结束，全部记录保留。")


def _reopen(request: HttpRequest, number: str) -> str:
    """Open an ended campaign again."""
    operations.reopen(reason=text(request, "reason"), **by(request, number))
    return _("专项整治已恢复。")


def _finish(request: HttpRequest, task_id: str) -> str:
    """Finish a task."""
    task_operations.finish_task(task_id=int(task_id), note=text(request, "note"), officer_id=officer_id(request), at=timezone.localtime())
    return _("任务已完成。")


def _unfinish(request: HttpRequest, task_id: str) -> str:
    """Take a task's end back."""
    why = text(request, "reason")
    task_operations.unfinish_task(task_id=int(task_id), reason=why, officer_id=officer_id(request), at=timezone.localtime())
    return _("已撤销完成。")


def _remind(request: HttpRequest, task_id: str) -> str:
    """Remind of one task."""
    task_operations.remind(task_id=int(task_id), officer_id=officer_id(request), at=timezone.localtime())
    return _("已催办。")


def _propose(request: HttpRequest, number: str) -> str:
    """Propose a district."""
    confirmed = {one.slug: request.POST.get(f"basis_{one.slug}", "") for one in criteria() if not one.counted}
    acceptance_operations.propose(region_code=text(request, "region"), confirmed=confirmed, **by(request, number))
    return _("已提请验收，等待另一人决定。")


def _withdraw(request: HttpRequest, number: str) -> str:
    """Take one's own proposal back."""
    acceptance_operations.withdraw(acceptance_id=whole(request, "acceptance"), officer_id=officer_id(request), at=timezone.localtime())
    return _("已撤回。")


def _decide(request: HttpRequest, number: str) -> str:
    """Accept or refuse."""
    accept = request.POST.get("accept") == "1"
    acceptance_operations.decide(
        acceptance_id=whole(request, "acceptance"), accept=accept, reason=text(request, "reason"), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("已通过验收。") if accept else _("未通过验收，理由已告知。")


def _reopen_district(request: HttpRequest, number: str) -> str:
    """Open an accepted district again."""
    acceptance_operations.reopen(
        acceptance_id=whole(request, "acceptance"), reason=text(request, "reason"), officer_id=officer_id(request),
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
