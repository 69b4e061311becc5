"""Rescue files: the list, one rescue, and every deed upon it; a release of information waits for a second person."""

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

from lookthrough.cases.rescues import operations, queries
from lookthrough.cases.rescues.words import ACTS, MEASURE_STATES, MEASURES, RELEASE_STATES, STATES, TIERS, VOTES
from lookthrough.console import words
from lookthrough.console.access import back, carries, needs, officer_id
from lookthrough.console.firm_file import firm_file, firm_page
from lookthrough.console.views.triage import district_of
from lookthrough.kernel.money import parse_yuan
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk.graph import queries as graph

Deed = Callable[[HttpRequest, str], str]
_AMOUNT = Text("金额须为元，例如 1200000.00", "amounts are in yuan, such as 1200000.00")
_NO_DAY = Text("请选择日期", "please choose a day")
_STATES = ("open", "ended", "all")


@needs(Action.SEE_RESCUES)
def rescues(request: HttpRequest) -> HttpResponse:
    """Show the district's rescues; for a firm named in the address, the form that opens one."""
    district = district_of(request)
    state = request.GET.get("state", "open")
    state = state if state in _STATES else "open"
    names = offices.region_names()
    firm = registry.company_by_id(company_id=request.GET["firm"]) if request.GET.get("firm") else None
    firm = firm if firm and district.reaches(firm.region_code) else None
    reach = queries.districts_reached(company_id=firm.company_id, region_code=firm.region_code) if firm else []
    context = {
        "rows": [(row, words.region_name(row.region_code, names)) for row in queries.rescues(district=district, state=state)],
        "state": state, "shown": _STATES, "tiers": TIERS, "states": STATES, "firm": firm, "may_work": carries(request, Action.WORK_RESCUES),
        "reach": [words.region_name(code, names) for code in reach], "suggested": "city" if len(reach) > 1 else "district",
        "may_see_rescues": True,
    }  # fmt: skip
    return render(request, "console/rescues/list.html", context)


@needs(Action.SEE_RESCUES)
def rescue(request: HttpRequest, number: str) -> HttpResponse:
    """Show one rescue whole."""
    district = district_of(request)
    found = queries.rescue(number=number, district=district)
    if found is None:
        raise Http404
    works = carries(request, Action.WORK_RESCUES) and queries.may_work(district=district, row=found.row)
    context = {
        "file": found, "row": found.row, "tiers": TIERS, "states": STATES, "measures": MEASURES, "measure_states": MEASURE_STATES,
        "votes": VOTES, "release_states": RELEASE_STATES, "act_titles": ACTS, "names": offices.names_by_username(),
        "today": timezone.localdate(), "may_work": works and found.row.state == "open", "may_reopen": works and found.row.state != "open",
        "may_approve": carries(request, Action.APPROVE_RELEASES) and queries.may_work(district=district, row=found.row),
        "region": words.region_name(found.row.region_code),
    }  # fmt: skip
    return render(request, "console/rescues/one.html", context)


@needs(Action.SEE_RESCUES)
def firm_rescues(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show, in the firm's file, its rescues and the graph risks that its trouble would run along."""
    file, district = firm_file(request, company_id), district_of(request)
    names = offices.region_names()
    reach = queries.districts_reached(company_id=company_id, region_code=file.firm.region_code)
    return firm_page(
        request, company_id=company_id, tab="rescue", template="console/rescues/firm.html", tiers=TIERS, states=STATES,
        rescues=queries.of_firm(company_id=company_id, district=district), may_open=carries(request, Action.WORK_RESCUES),
        reach=[words.region_name(code, names) for code in reach], graph=graph.of_firm(company_id=company_id),
    )  # fmt: skip


@require_POST
@needs(Action.WORK_RESCUES)
def open_rescue(request: HttpRequest) -> HttpResponse:
    """Open a rescue and show it."""
    given = request.POST
    try:
        number = operations.open_rescue(
            company_id=given.get("firm", ""), tier=given.get("tier", ""), tier_reason=given.get("tier_reason", ""),
            situation=given.get("situation", ""), officer_id=officer_id(request), at=timezone.now(),
        )  # fmt: skip
    except NotAllowed as refusal:
        _refused(request, refusal)
        return back(request, reverse("console:rescues"))
    messages.success(request, _("已建立纾困档案。"))
    return redirect("console:rescue", number=number)


@require_POST
@needs(Action.WORK_RESCUES)
def work_rescue(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with a rescue."""
    return _do(request, number, DEEDS.get(deed))


@require_POST
@needs(Action.APPROVE_RELEASES)
def decide_release(request: HttpRequest, number: str) -> HttpResponse:
    """Approve or refuse a release, as its second person."""
    return _do(request, number, _decide)


def _do(request: HttpRequest, number: str, deed: Deed | None) -> HttpResponse:
    if deed is None:
        raise Http404
    try:
        messages.success(request, deed(request, number))
    except NotAllowed as refusal:
        _refused(request, refusal)
    return back(request, reverse("console:rescue", args=[number]))


def _raise(request: HttpRequest, number: str) -> str:
    """Hand it to the city."""
    operations.raise_to_city(number=number, reason=_text(request, "reason"), officer_id=officer_id(request), at=timezone.now())
    return _("已改由市级处置。")


def _lead_bank(request: HttpRequest, number: str) -> str:
    """Name the lead bank."""
    operations.name_lead_bank(number=number, bank=_text(request, "bank"), officer_id=officer_id(request), at=timezone.now())
    return _("已确定主办银行。")


def _join(request: HttpRequest, number: str) -> str:
    """Take a creditor onto the committee."""
    operations.join(
        number=number, creditor=_text(request, "creditor"), fen=_fen(request, "amount"), secured=request.POST.get("secured") == "1",
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("债权人已加入。")


def _leave(request: HttpRequest, number: str) -> str:
    """Let a creditor leave."""
    operations.leave(
        number=number, creditor_id=_whole(request, "creditor"), reason=_text(request, "reason"), officer_id=officer_id(request),
        at=timezone.now(),
    )  # fmt: skip
    return _("债权人已退出，以往表决仍在。")


def _put(request: HttpRequest, number: str) -> str:
    """Put a question to the vote."""
    operations.put_to_vote(number=number, text=_text(request, "text"), officer_id=officer_id(request), at=timezone.now())
    return _("已提交表决。")


def _vote(request: HttpRequest, number: str) -> str:
    """Record the votes of a form: one field a creditor; those left open stay as they were."""
    given = {name[5:]: value for name, value in request.POST.items() if name.startswith("vote-") and value}
    for creditor, said in given.items():
        if creditor.isdecimal() and len(creditor) < 16:
            operations.vote(
                number=number, resolution_id=_whole(request, "resolution"), creditor_id=int(creditor), vote=str(said),
                officer_id=officer_id(request), at=timezone.now(),
            )  # fmt: skip
    return _("已记录表决。")


def _close_vote(request: HttpRequest, number: str) -> str:
    """Count the votes."""
    passed = operations.close_vote(
        number=number, resolution_id=_whole(request, "resolution"), officer_id=officer_id(request), at=timezone.now()
    )
    return _("表决通过。") if passed else _("表决未通过。")


def _measure(request: HttpRequest, number: str) -> str:
    """Set a measure down."""
    given = request.POST
    operations.set_measure(
        number=number, kind=given.get("kind", ""), text=_text(request, "text"), creditor_id=_whole(request, "creditor"),
        fen=_fen(request, "amount") if given.get("amount", "").strip() else 0, from_on=_day(request, "from_on"),
        to_on=_day(request, "to_on") if given.get("to_on") else None, officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("措施已记入。")


def _move(request: HttpRequest, number: str) -> str:
    """Say how far a measure has come."""
    operations.move_measure(
        number=number, measure_id=_whole(request, "measure"), state=request.POST.get("state", ""), note=_text(request, "note"),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("进展已记入。")


def _meeting(request: HttpRequest, number: str) -> str:
    """Keep the record of a meeting."""
    operations.record_meeting(
        number=number, held_on=_day(request, "held_on"), attended=_text(request, "attended"), text=_text(request, "text"),
        officer_id=officer_id(request), at=timezone.localtime(),
    )  # fmt: skip
    return _("会议记录已保存。")


def _propose(request: HttpRequest, number: str) -> str:
    """Propose a release."""
    operations.propose_release(
        number=number, text=_text(request, "text"), audience=_text(request, "audience"), officer_id=officer_id(request), at=timezone.now()
    )
    return _("已申请发布，等待另一人批准。")


def _withdraw(request: HttpRequest, number: str) -> str:
    """Take one's own proposal back."""
    operations.withdraw_release(number=number, release_id=_whole(request, "release"), officer_id=officer_id(request), at=timezone.now())
    return _("已撤回。")


def _released(request: HttpRequest, number: str) -> str:
    """Note that an approved text has gone out."""
    operations.release(number=number, release_id=_whole(request, "release"), officer_id=officer_id(request), at=timezone.now())
    return _("已登记发布。")


def _decide(request: HttpRequest, number: str) -> str:
    """Approve or refuse a release."""
    approve = request.POST.get("approve") == "1"
    operations.decide_release(
        number=number, release_id=_whole(request, "release"), approve=approve, reason=_text(request, "reason"),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已批准发布。") if approve else _("未批准发布。")


def _end(request: HttpRequest, number: str) -> str:
    """End the rescue."""
    operations.end(
        number=number, outcome=request.POST.get("outcome", ""), text=_text(request, "text"), officer_id=officer_id(request),
        at=timezone.now(),
    )  # fmt: skip
    return _("纾困已结束。")


def _reopen(request: HttpRequest, number: str) -> str:
    """Take an end back."""
    operations.reopen(number=number, reason=_text(request, "reason"), officer_id=officer_id(request), at=timezone.now())
    return _("已恢复纾困。")


DEEDS: dict[str, Deed] = {
    "raise": _raise, "lead-bank": _lead_bank, "join": _join, "leave": _leave, "put": _put, "vote": _vote, "close-vote": _close_vote,
    "measure": _measure, "move": _move, "meeting": _meeting, "propose": _propose, "withdraw": _withdraw, "released": _released,
    "end": _end, "reopen": _reopen,
}  # fmt: skip


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")


def _fen(request: HttpRequest, name: str) -> int:
    try:
        return parse_yuan(_text(request, name))
    except ValueError:
        raise NotAllowed(_AMOUNT) from None


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(_text(request, name))
    except ValueError:
        raise NotAllowed(_NO_DAY) from None


def _whole(request: HttpRequest, name: str) -> int:
    given = _text(request, name)
    return int(given) if given.isdecimal() and len(given) < 16 else 0


def _refused(request: HttpRequest, refusal: NotAllowed) -> None:
    messages.error(request, _("没有改动：%(why)s。") % {"why": refusal.reason.in_language(words.language())})
