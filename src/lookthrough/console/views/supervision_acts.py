"""What officers do with a check: each deed is one form; it goes back to where the form was, with a word on what happened."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.console import words
from lookthrough.console.access import back, needs, officer_id
from lookthrough.console.deed_forms import Deed, day, do
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.supervision import EVIDENCE
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.triage_answer_files import SentFile
from lookthrough.supervision import check_operations as filling
from lookthrough.supervision import correction_operations as correcting
from lookthrough.supervision import fact_operations as facts
from lookthrough.supervision import operations as checks
from lookthrough.supervision.stages import STAGES

_NO_NUMBER = Text("请填写整数", "please give a whole number")


@require_POST
@needs(Action.WORK_SUPERVISION)
def make_plan(request: HttpRequest) -> HttpResponse:
    """Plan a check and open it."""
    given = request.POST
    try:
        number = checks.plan(
            company_id=given.get("firm", ""), business=given.get("business", ""), purpose=given.get("purpose", ""),
            on_site_on=day(request, "on_site_on"), offices_too=given.get("offices", "").splitlines(), officers=given.getlist("officer"),
            officer_id=officer_id(request), at=timezone.localtime(),
        )  # fmt: skip
    except NotAllowed as refusal:
        say_why_not(request, refusal)
        return back(request, reverse("console:plan-check"))
    messages.success(request, _("已制定检查计划。"))
    return redirect("console:check", number=number)


@require_POST
@needs(Action.WORK_SUPERVISION)
def work_check(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with a check."""
    return _do(request, number, DEEDS.get(deed))


@require_POST
@needs(Action.DECIDE_SUPERVISION)
def decide_check(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Decide something of a check as its second person."""
    return _do(request, number, DECISIONS.get(deed))


@require_POST
@needs(Action.WORK_SUPERVISION)
def check_letter(request: HttpRequest, number: str) -> HttpResponse:
    """Make the body's code and show the letter with it, this once."""
    try:
        letter = checks.give_code(number=number, officer_id=officer_id(request), at=timezone.localtime())
    except NotAllowed as refusal:
        say_why_not(request, refusal)
        return back(request, reverse("console:check", args=[number]))
    address = request.build_absolute_uri(reverse("portal-check:begin"))
    return render(request, "console/supervision/letter.html", {"letter": letter, "address": address, "today": timezone.localdate()})


def _do(request: HttpRequest, number: str, deed: Deed | None) -> HttpResponse:
    return do(request, number, deed, reverse("console:check", args=[number]))


def _advance(request: HttpRequest, number: str) -> str:
    """Move on to the next stage."""
    stage = checks.advance(number=number, officer_id=officer_id(request), at=timezone.localtime())
    return _("已进入下一阶段：%(stage)s。") % {"stage": words.said(STAGES[stage])}


def _step_back(request: HttpRequest, number: str) -> str:
    """Take one's own last move back."""
    checks.step_back(number=number, officer_id=officer_id(request), at=timezone.localtime())
    return _("已退回上一阶段。")


def _close(request: HttpRequest, number: str) -> str:
    """Close the check with the office's opinion."""
    checks.close(number=number, conclusion=request.POST.get("conclusion", ""), officer_id=officer_id(request), at=timezone.localtime())
    return _("检查已办结。")


def _cancel(request: HttpRequest, number: str) -> str:
    """Cancel the check."""
    checks.cancel(number=number, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.localtime())
    return _("检查已取消，已有记录全部保留。")


def _say(request: HttpRequest, number: str) -> str:
    """Fill in one item of the self-check for the body."""
    given = request.POST
    filling.say(
        number=number, slug=given.get("item", ""), said=given.get("said", ""), note=given.get("note", ""), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    _add(request, number)
    return _("已保存。")


def _see(request: HttpRequest, number: str) -> str:
    """Record what was seen of one item on site."""
    given = request.POST
    filling.see(
        number=number, slug=given.get("item", ""), seen=given.get("seen", ""), note=given.get("note", ""), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    _add(request, number)
    return _("已保存。")


def _files(request: HttpRequest, number: str) -> str:
    """Add files."""
    _add(request, number, needed=True)
    return _("附件已保存。")


def _call(request: HttpRequest, number: str) -> str:
    """Call for a paper."""
    filling.call_for(
        number=number, title=request.POST.get("title", ""), due_on=day(request, "due_on"), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("已调取资料。")


def _receive(request: HttpRequest, number: str) -> str:
    """Note that a paper has come."""
    _add(request, number)
    filling.receive(
        number=number, paper_id=_whole(request, "paper"), note=request.POST.get("note", ""), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("已登记收到。")


def _not_received(request: HttpRequest, number: str) -> str:
    """Take back that a paper has come."""
    filling.not_received(number=number, paper_id=_whole(request, "paper"), officer_id=officer_id(request), at=timezone.localtime())
    return _("已撤销。")


def _draw(request: HttpRequest, number: str) -> str:
    """Draw up the confirmation of facts."""
    lines = request.POST.get("facts", "").splitlines()
    sheet = facts.draw(number=number, facts=lines, officer_id=officer_id(request), at=timezone.localtime())
    return _("事实确认书 %(sheet)s 已制作，等待企业签署。") % {"sheet": sheet}


def _sign(request: HttpRequest, number: str) -> str:
    """Record the firm's signature, made in the officer's presence."""
    given = request.POST
    facts.sign(
        number=number, name=given.get("name", ""), post=given.get("post", ""), objections=given.get("objections", ""),
        shown_hash=given.get("shown", ""), officer_id=officer_id(request), at=timezone.localtime(),
    )  # fmt: skip
    return _("企业已签署。")


def _refuse(request: HttpRequest, number: str) -> str:
    """Record that the firm refused."""
    facts.refuse(
        number=number, reason=request.POST.get("reason", ""), witness=request.POST.get("witness", ""), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("已记录拒签。")


def _withdraw_sheet(request: HttpRequest, number: str) -> str:
    """Withdraw a sheet that waits."""
    facts.withdraw(number=number, officer_id=officer_id(request), at=timezone.localtime())
    return _("已收回，可重新制作。")


def _order(request: HttpRequest, number: str) -> str:
    """Order a correction."""
    given = request.POST
    correcting.order(
        number=number, what=given.get("what", ""), basis=given.get("basis", ""), working_days=_whole(request, "days"),
        slug=given.get("item", ""), officer_id=officer_id(request), at=timezone.localtime(),
    )  # fmt: skip
    return _("已责令整改。")


def _report(request: HttpRequest, number: str) -> str:
    """Record for the body that it has corrected something."""
    correcting.report(
        correction_id=_whole(request, "correction"), text=request.POST.get("text", ""), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("已记录企业的整改报告。")


def _recheck(request: HttpRequest, number: str) -> str:
    """Say whether a correction is done."""
    done = request.POST.get("done") == "1"
    correcting.recheck(
        correction_id=_whole(request, "correction"), done=done, note=request.POST.get("note", ""), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("复查合格。") if done else _("复查未过，已退回企业继续整改。")


def _ask_extension(request: HttpRequest, number: str) -> str:
    """Ask for a later deadline."""
    correcting.ask_extension(
        correction_id=_whole(request, "correction"), until=day(request, "until"), reason=request.POST.get("reason", ""),
        officer_id=officer_id(request), at=timezone.localtime(),
    )  # fmt: skip
    return _("已申请延期，等待另一人批准。")


def _withdraw_extension(request: HttpRequest, number: str) -> str:
    """Take one's own request back."""
    correcting.withdraw_extension(extension_id=_whole(request, "extension"), officer_id=officer_id(request), at=timezone.localtime())
    return _("已撤回。")


def _decide_extension(request: HttpRequest, number: str) -> str:
    """Grant or refuse a later deadline."""
    grant = request.POST.get("grant") == "1"
    correcting.decide_extension(
        extension_id=_whole(request, "extension"), grant=grant, reason=request.POST.get("reason", ""), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("已批准延期。") if grant else _("未批准延期。")


DEEDS: dict[str, Deed] = {
    "advance": _advance, "step-back": _step_back, "close": _close, "say": _say, "see": _see, "files": _files, "call": _call,
    "receive": _receive, "not-received": _not_received, "draw": _draw, "sign": _sign, "refuse": _refuse,
    "withdraw-sheet": _withdraw_sheet, "order": _order, "report": _report, "recheck": _recheck, "ask-extension": _ask_extension,
    "withdraw-extension": _withdraw_extension,
}  # fmt: skip
DECISIONS: dict[str, Deed] = {"cancel": _cancel, "extension": _decide_extension}


def _add(request: HttpRequest, number: str, *, needed: bool = False) -> None:
    sent = [SentFile(str(one.name), one.read()) for one in request.FILES.getlist("files") if one.name]
    if sent or needed:
        paper = request.POST.get("paper", "")
        filling.add_files(
            number=number, slug=request.POST.get("item", ""), paper_id=int(paper) if paper.isdecimal() and len(paper) < 19 else 0,
            files=sent, folder=settings.HOME / EVIDENCE, officer_id=officer_id(request), at=timezone.localtime(),
        )  # fmt: skip


def _whole(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    if not given.isdecimal() or len(given) > 18:
        raise NotAllowed(_NO_NUMBER)
    return int(given)
