"""What officers do with a case: take or propose a step, note, name officers and parties, hand over, merge; and decide as second person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lookthrough.cases import (
    case_operations,
    case_queries,
    handover_operations,
    merge_operations,
    officer_operations,
    party_operations,
    together_operations,
    view_operations,
)
from lookthrough.console import words
from lookthrough.console.access import back, needs, officer_id
from lookthrough.console.case_file import TABS
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

Deed = Callable[[HttpRequest, str], str]
_NO_DAY = Text("请选择日期", "please choose a day")


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


def together(request: HttpRequest, deed: str, kind: str, home: str) -> HttpResponse:
    """Do one thing with the leads or cases that were ticked, and offer to undo it."""
    given, me, at = request.POST, officer_id(request), timezone.now()
    numbers = given.getlist("number")
    try:
        if deed == "undo":
            done = together_operations.undo(batch=whole(given.get("batch", "").partition(":")[2]), officer_id=me, at=at)
            messages.success(request, ngettext("已撤销，%(n)d 条恢复原状。", "已撤销，%(n)d 条恢复原状。", done) % {"n": done})
            return back(request, reverse(home))
        if deed not in ("assign", "note"):
            raise Http404
        if deed == "assign":
            assign = together_operations.assign_cases if kind == "case" else together_operations.assign_leads
            batch = assign(numbers=numbers, to_officer_id=whole(given.get("officer", "")) or me, officer_id=me, at=at)
        else:
            write = together_operations.note_cases if kind == "case" else together_operations.note_leads
            batch = write(numbers=numbers, text=given.get("text", ""), officer_id=me, at=at)
        said = ngettext("已办理 %(n)d 条。", "已办理 %(n)d 条。", len(numbers)) % {"n": len(numbers)}
        messages.success(request, said, extra_tags=f"cases:{batch}")
    except NotAllowed as refusal:
        refused(request, refusal)
    return back(request, reverse(home))


def whole(given: str) -> int:
    """Return a number from a form; nought for what is none."""
    return int(given) if given.isdecimal() and len(given) < 19 else 0


def day(given: str) -> date:
    """Return a day from a form."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise NotAllowed(_NO_DAY) from None


def refused(request: HttpRequest, refusal: NotAllowed) -> None:
    """Say why nothing was changed."""
    messages.error(request, _("没有改动：%(why)s。") % {"why": refusal.reason.in_language(words.language())})


def _do(request: HttpRequest, number: str, deed: Deed | None) -> HttpResponse:
    if deed is None or case_queries.case(number=number, officer_id=officer_id(request)) is None:
        raise Http404
    try:
        said = deed(request, number)
        messages.success(request, said)
    except NotAllowed as refusal:
        refused(request, refusal)
    return back(request, reverse("console:case", args=[number]))


def _version(request: HttpRequest) -> int | None:
    return whole(request.POST.get("version", "")) or None


def _step(request: HttpRequest, number: str) -> str:
    """Take a step, or propose one that a second person decides."""
    given = request.POST
    second = given.get("second") == "1"
    take = case_operations.propose_step if second else case_operations.advance
    take(
        number=number, to=given.get("to", ""), reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
        version=_version(request),
    )  # fmt: skip
    return _("已提出，等待另一位有权人员决定。") if second else _("案件已进入下一步骤。")


def _decide_step(request: HttpRequest, number: str) -> str:
    given = request.POST
    agreed = given.get("decision") == "agree"
    case_operations.decide_step(
        number=number, agreed=agreed, reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
        version=_version(request),
    )  # fmt: skip
    return _("已同意。") if agreed else _("未同意，理由已记入。")


def _withdraw_step(request: HttpRequest, number: str) -> str:
    case_operations.withdraw_step(number=number, officer_id=officer_id(request), at=timezone.now())
    return _("已撤回提出的步骤。")


def _note(request: HttpRequest, number: str) -> str:
    together_operations.note_cases(numbers=[number], text=request.POST.get("text", ""), officer_id=officer_id(request), at=timezone.now())
    return _("已记入时间线。")


def _name(request: HttpRequest, number: str) -> str:
    given = request.POST
    officer_operations.name_officer(
        number=number, to_officer_id=whole(given.get("officer", "")), part=given.get("part", ""), officer_id=officer_id(request),
        at=timezone.now(), version=_version(request),
    )  # fmt: skip
    return _("已指派。")


def _relieve(request: HttpRequest, number: str) -> str:
    given = request.POST
    officer_operations.relieve_officer(
        number=number, of_officer_id=whole(given.get("officer", "")), part=given.get("part", ""), reason=given.get("reason", ""),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已不再承办。")


def _declare(request: HttpRequest, number: str) -> str:
    given = request.POST
    officer_operations.declare_conflict(
        number=number, relation=given.get("relation", ""), of_officer_id=whole(given.get("officer", "")) or None,
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已申报；决定之前不能办理本案。")


def _relation(request: HttpRequest, number: str) -> str:
    facts = case_queries.case(number=number, officer_id=officer_id(request))
    if facts is None:
        raise Http404
    officer_operations.declare_relation(
        subject_type=facts.subject_type, subject_id=facts.subject_id, relation=request.POST.get("relation", ""),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已申报；关于该主体的线索和案件您都不能办理。")


def _delegate(request: HttpRequest, number: str) -> str:
    given = request.POST
    officer_operations.delegate(
        number="" if given.get("all") == "1" else number, to_officer_id=whole(given.get("officer", "")),
        from_on=day(given.get("from_on", "")), to_on=day(given.get("to_on", "")), reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已委托。")


def _end_delegation(request: HttpRequest, number: str) -> str:
    officer_operations.end_delegation(
        delegation_id=whole(request.POST.get("delegation", "")), officer_id=officer_id(request), at=timezone.now()
    )
    return _("委托已结束。")


def _name_party(request: HttpRequest, number: str) -> str:
    given = request.POST
    party_operations.name_party(
        number=number, subject_type="company" if given.get("code") else "other", subject_id=given.get("code", ""),
        name=given.get("name", ""), part=given.get("part", ""), note=given.get("note", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已列入当事方。")


def _take_party_off(request: HttpRequest, number: str) -> str:
    given = request.POST
    party_operations.take_party_off(
        number=number, party_id=whole(given.get("party", "")), reason=given.get("reason", ""), officer_id=officer_id(request),
        at=timezone.now(),
    )  # fmt: skip
    return _("已移去当事方。")


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
        version=_version(request),
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
        officer_id=officer_id(request), at=timezone.now(), version=_version(request),
    )  # fmt: skip
    return _("已分出 %(number)s。") % {"number": made}


def _reopen(request: HttpRequest, number: str) -> str:
    merge_operations.reopen(number=number, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now())
    return _("案件重新办理。")


def _decide_conflict(request: HttpRequest, number: str) -> str:
    given = request.POST
    officer_operations.decide_conflict(
        number=number, of_officer_id=whole(given.get("officer", "")), recused=given.get("decision") == "recuse",
        reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已决定。")


def _lift_relation(request: HttpRequest, number: str) -> str:
    given = request.POST
    facts = case_queries.case(number=number, officer_id=officer_id(request))
    if facts is None:
        raise Http404
    officer_operations.lift_relation(
        of_officer_id=whole(given.get("officer", "")), subject_type=facts.subject_type, subject_id=facts.subject_id,
        reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已解除。")


def _open_view(request: HttpRequest, number: str) -> str:
    given = request.POST
    shared = {tab.slug for tab in TABS if tab.shared}
    view_operations.open_view(
        number=number, to_officer_id=whole(given.get("officer", "")), tabs=[one for one in given.getlist("tab") if one in shared],
        until=day(given.get("until", "")), purpose=given.get("purpose", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已开放。每次查阅都会记入审计。")


def _end_view(request: HttpRequest, number: str) -> str:
    view_operations.end_view(
        number=number, of_officer_id=whole(request.POST.get("officer", "")), officer_id=officer_id(request), at=timezone.now()
    )
    return _("已结束开放。")


WORK: Mapping[str, Deed] = {
    "step": _step, "withdraw-step": _withdraw_step, "note": _note, "name": _name, "relieve": _relieve, "declare": _declare,
    "relation": _relation, "delegate": _delegate, "end-delegation": _end_delegation, "party": _name_party, "party-off": _take_party_off,
    "send": _send, "receive": _receive, "give-back": _give_back, "withdraw-handover": _withdraw_handover, "suspend": _suspend,
    "resume": _resume,
}  # fmt: skip
DECIDE: Mapping[str, Deed] = {
    "step": _decide_step, "merge": _merge, "take-apart": _take_apart, "split": _split, "reopen": _reopen, "conflict": _decide_conflict,
    "lift-relation": _lift_relation, "open-view": _open_view, "end-view": _end_view,
}  # fmt: skip
