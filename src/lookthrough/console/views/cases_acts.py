"""What officers do with a case: take or propose a step, note, name officers and parties, hand over, merge; and decide as second person."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lookthrough.cases import case_operations, case_queries, handover_operations, merge_operations, together_operations
from lookthrough.console.access import back, needs, officer_id
from lookthrough.console.deed_forms import Deed, do
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views import cases_people_acts
from lookthrough.console.views.cases_forms import day, version, whole
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed


@require_POST
@needs(Action.WORK_CASES)
def work_case(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with a case."""
    return _do(request, number, WORK.get(deed))


@require_POST
@needs(Action.DECIDE_CASES)
def decide_case(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Decide on a case as the second person, or do what only who decides may do."""
    return _do(request, number, DECIDE.get(deed))


@require_POST
@needs(Action.WORK_CASES)
def handle_together(request: HttpRequest, deed: str) -> HttpResponse:
    """Assign or note many cases at once, or undo that."""
    return together(request, deed, "case", "console:cases")


TOGETHER = {"case": ("assign", "note"), "lead": ("assign", "note", "propose-close", "agree-close")}  # beside undo


def together(request: HttpRequest, deed: str, kind: str, home: str) -> HttpResponse:
    """Do one thing with the leads or cases that were ticked, and offer to undo it."""
    given, me, at = request.POST, officer_id(request), timezone.now()
    numbers = given.getlist("number")
    try:
        if deed == "undo":
            done = together_operations.undo(batch=whole(given.get("batch", "").partition(":")[2]), officer_id=me, at=at)
            messages.success(request, ngettext("已撤销，%(n)d 条恢复原状。", "已撤销，%(n)d 条恢复原状。", done) % {"n": done})
            return back(request, reverse(home))
        if deed not in TOGETHER[kind]:
            raise Http404
        if deed == "agree-close":
            done = together_operations.agree_to_close(numbers=numbers, officer_id=me, at=at)
            messages.success(request, ngettext("已同意，%(n)d 条不予立案。", "已同意，%(n)d 条不予立案。", done) % {"n": done})
            return back(request, reverse(home))
        if deed == "propose-close":
            batch = together_operations.propose_to_close(numbers=numbers, reason=given.get("reason", ""), officer_id=me, at=at)
        elif deed == "assign":
            assign = together_operations.assign_cases if kind == "case" else together_operations.assign_leads
            batch = assign(numbers=numbers, to_officer_id=whole(given.get("officer", "")) or me, officer_id=me, at=at)
        else:
            write = together_operations.note_cases if kind == "case" else together_operations.note_leads
            batch = write(numbers=numbers, text=given.get("text", ""), officer_id=me, at=at)
        said = ngettext("已办理 %(n)d 条。", "已办理 %(n)d 条。", len(numbers)) % {"n": len(numbers)}
        messages.success(request, said, extra_tags=f"cases:{batch}")
    except NotAllowed as refusal:
        say_why_not(request, refusal)
    return back(request, reverse(home))


def _do(request: HttpRequest, number: str, deed: Deed | None) -> HttpResponse:
    if case_queries.case(number=number, officer_id=officer_id(request)) is None:
        raise Http404
    return do(request, number, deed, reverse("console:case", args=[number]))


def _step(request: HttpRequest, number: str) -> str:
    """Take a step, or propose one that a second person decides."""
    given = request.POST
    second = given.get("second") == "1"
    take = case_operations.propose_step if second else case_operations.advance
    take(
        number=number, to=given.get("to", ""), reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
        version=version(request),
    )  # fmt: skip
    return _("已提出，等待另一位有权人员决定。") if second else _("案件已进入下一步骤。")


def _decide_step(request: HttpRequest, number: str) -> str:
    given = request.POST
    agreed = given.get("decision") == "agree"
    case_operations.decide_step(
        number=number, agreed=agreed, reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
        version=version(request),
    )  # fmt: skip
    return _("已同意。") if agreed else _("未同意，理由已记入。")


def _withdraw_step(request: HttpRequest, number: str) -> str:
    case_operations.withdraw_step(number=number, officer_id=officer_id(request), at=timezone.now())
    return _("已撤回提出的步骤。")


def _note(request: HttpRequest, number: str) -> str:
    together_operations.note_cases(numbers=[number], text=request.POST.get("text", ""), officer_id=officer_id(request), at=timezone.now())
    return _("已记入时间线。")


def _send(request: HttpRequest, number: str) -> str:
    given = request.POST
    handover_operations.send(
        number=number, to_kind=given.get("to_kind", ""), to_body=given.get("to_body", ""), reason=given.get("reason", ""),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已送出，等待对方接收。")


def _receive(request: HttpRequest, number: str) -> str:
    given = request.POST
    handover_operations.receive(
        number=number, their_number=given.get("their_number", ""), on=day(given.get("on", "")), note=given.get("note", ""),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已记录接收。")


def _give_back(request: HttpRequest, number: str) -> str:
    given = request.POST
    handover_operations.give_back(
        number=number, reason=given.get("reason", ""), on=day(given.get("on", "")), officer_id=officer_id(request), at=timezone.now()
    )
    return _("已记录退回。")


def _withdraw_handover(request: HttpRequest, number: str) -> str:
    handover_operations.withdraw(number=number, officer_id=officer_id(request), at=timezone.now())
    return _("移送已撤回。")


def _suspend(request: HttpRequest, number: str) -> str:
    given = request.POST
    by = case_operations.may_act(number=number, officer_id=officer_id(request), at=timezone.now(), assigned=True)
    case_operations.suspend_clock(
        number=number, name=given.get("name", ""), from_on=day(given.get("from_on", "")), reason=given.get("reason", ""),
        basis=given.get("basis", ""), actor=by.username, at=timezone.now(),
    )  # fmt: skip
    return _("期限已中止。")


def _resume(request: HttpRequest, number: str) -> str:
    given = request.POST
    by = case_operations.may_act(number=number, officer_id=officer_id(request), at=timezone.now(), assigned=True)
    ends = case_operations.resume_clock(
        number=number, name=given.get("name", ""), on=day(given.get("on", "")), actor=by.username, at=timezone.now()
    )
    return _("期限恢复计算，至 %(day)s。") % {"day": ends.isoformat()}


def _merge(request: HttpRequest, number: str) -> str:
    given = request.POST
    merge_operations.merge(
        number=number, into=given.get("into", ""), reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
        version=version(request),
    )  # fmt: skip
    return _("已并案；原案号仍可查到，也可以再分开。")


def _take_apart(request: HttpRequest, number: str) -> str:
    merge_operations.take_apart(number=number, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now())
    return _("已分开，案件恢复办理。")


def _split(request: HttpRequest, number: str) -> str:
    given = request.POST
    facts = case_queries.case(number=number, officer_id=officer_id(request))
    if facts is None:
        raise Http404
    made = merge_operations.split(
        number=number, title=given.get("title", ""), subject_type=facts.subject_type, subject_id=facts.subject_id,
        subject_name=given.get("subject_name", "") or facts.subject_name, leads=given.getlist("lead"), reason=given.get("reason", ""),
        officer_id=officer_id(request), at=timezone.now(), version=version(request),
    )  # fmt: skip
    return _("已分出 %(number)s。") % {"number": made}


def _reopen(request: HttpRequest, number: str) -> str:
    merge_operations.reopen(number=number, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now())
    return _("案件重新办理。")


WORK: Mapping[str, Deed] = {
    "step": _step, "withdraw-step": _withdraw_step, "note": _note, "send": _send, "receive": _receive, "give-back": _give_back,
    "withdraw-handover": _withdraw_handover, "suspend": _suspend, "resume": _resume, **cases_people_acts.WORK,
}  # fmt: skip
DECIDE: Mapping[str, Deed] = {
    "step": _decide_step, "merge": _merge, "take-apart": _take_apart, "split": _split, "reopen": _reopen, **cases_people_acts.DECIDE,
}  # fmt: skip
