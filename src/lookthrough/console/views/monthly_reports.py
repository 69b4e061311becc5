"""The monthly report: the list, one report on screen, every deed upon it, its papers; signing waits for a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.console import words
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.views.triage import district_of
from lookthrough.console.words_of_reports import ACT, STATE
from lookthrough.flows import queries as flows
from lookthrough.kernel import typesetting
from lookthrough.kernel.periods import Month
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.reports import operations, queries
from lookthrough.reports.content import said
from lookthrough.reports.keeping import PaperChanged
from lookthrough.reports.paper import TEMPLATES, alternative

Deed = Callable[[HttpRequest, int, int], str]
_TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@needs(Action.SEE_REPORTS)
def reports(request: HttpRequest) -> HttpResponse:
    """List the reports of the district's offices, and offer the next month to draft."""
    district, today = district_of(request), timezone.localdate()
    context = {
        "rows": queries.reports(district=district), "states": STATE, "next_month": queries.next_month(district=district, today=today),
        "may_work": carries(request, Action.WORK_REPORTS), "last_month": Month.of(today).previous, "own": district.prefix,
        "names": offices.names_by_username(),
    }  # fmt: skip
    return render(request, "console/reports/list.html", context)


@needs(Action.SEE_REPORTS)
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show one report as it stands on paper, and what can be done with it."""
    district = district_of(request)
    found = queries.report(report_id=report_id, district=district)
    if found is None:
        raise Http404
    me, row = colleague(request), found.row
    mine = row.region_prefix == district.prefix
    content = said(found.content, words.language())
    for section in content["sections"]:
        for chart in section["charts"]:
            chart["alt"] = alternative(chart)
    context = {
        "file": found, "row": row, "content": content, "states": STATE, "act_titles": ACT, "names": offices.names_by_username(),
        "may_work": mine and carries(request, Action.WORK_REPORTS), "may_sign": mine and carries(request, Action.SIGN_REPORTS),
        "is_proposer": bool(me and me.username == row.proposed_by), "longest": operations.LONGEST_FOREWORD,
    }  # fmt: skip
    return render(request, "console/reports/one.html", context)


@needs(Action.SEE_REPORTS)
def download(request: HttpRequest, report_id: int, kind: Literal["pdf", "docx"]) -> HttpResponse:
    """Hand a report out as PDF or Word: a signed one byte for byte as it was signed."""
    district, language = district_of(request), "en" if words.language().startswith("en") else "zh"
    try:
        content = queries.paper(report_id=report_id, district=district, kind=kind, language=language)
    except PaperChanged:
        messages.error(request, _("签发时留存的文件缺失或已被改动，未予下载。请从备份恢复 reports 目录后再试。"))
        return redirect("console:report", report_id=report_id)
    found = queries.report(report_id=report_id, district=district)
    if content is None or found is None:
        raise Http404
    name = f"report-{found.row.month}-{found.row.version}.{language}.{kind}"
    return HttpResponse(content, content_type=_TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})


@needs(Action.SEE_REPORTS)
def chart(request: HttpRequest, report_id: int, picture: str) -> HttpResponse:
    """Draw one chart of a report, as its papers have it."""
    found = queries.report(report_id=report_id, district=district_of(request))
    content = said(found.content, words.language()) if found else {"sections": []}
    every = {each["slug"]: each for section in content["sections"] for each in section["charts"]}
    if picture not in every:
        raise Http404
    english = words.language().startswith("en")
    data = {"lang": "en" if english else "zh", "region": "GB" if english else "CN", "chart": every[picture]}
    return HttpResponse(typesetting.picture(template=TEMPLATES / "chart.typ", data=data, kind="svg"), content_type="image/svg+xml")


@require_POST
@needs(Action.WORK_REPORTS)
def draft(request: HttpRequest) -> HttpResponse:
    """Draft the report of a month and show it."""
    try:
        made = operations.draft(
            month=Month.parse(request.POST.get("month", "")), as_of=timezone.localdate(), officer_id=officer_id(request),
            at=timezone.now(), generated=flows.ledger_is_generated(),
        )  # fmt: skip
    except (NotAllowed, ValueError) as refusal:
        messages.error(request, words.said(refusal.reason) if isinstance(refusal, NotAllowed) else _("月份写作 2026-10。"))
        return redirect("console:reports")
    messages.success(request, _("已起草。请核对数字，写上按语，再送签。"))
    return redirect("console:report", report_id=made)


@require_POST
@needs(Action.WORK_REPORTS)
def work_report(request: HttpRequest, report_id: int, deed: str) -> HttpResponse:
    """Do one thing with a report in work."""
    return _do(request, report_id, DEEDS.get(deed))


@require_POST
@needs(Action.SIGN_REPORTS)
def decide_report(request: HttpRequest, report_id: int, deed: str) -> HttpResponse:
    """Sign or send back what another proposed."""
    return _do(request, report_id, DECISIONS.get(deed))


def _do(request: HttpRequest, report_id: int, deed: Deed | None) -> HttpResponse:
    if deed is None or queries.report(report_id=report_id, district=district_of(request)) is None:
        raise Http404
    given = request.POST.get("edition", "")
    try:
        messages.success(request, deed(request, report_id, int(given) if given.isdecimal() and len(given) < 10 else 0))
    except NotAllowed as refusal:
        messages.error(request, words.said(refusal.reason))
    latest = queries.report(report_id=report_id, district=district_of(request))
    newest = latest.versions[-1].report_id if latest and deed is _correct else report_id
    return redirect(reverse("console:report", args=[newest]))


def _foreword(request: HttpRequest, report_id: int, edition: int) -> str:
    text = request.POST.get("foreword", "")
    operations.write_foreword(report_id=report_id, edition=edition, text=text, officer_id=officer_id(request), at=timezone.now())
    return _("已保存按语。")


def _draw_anew(request: HttpRequest, report_id: int, edition: int) -> str:
    today = timezone.localdate()
    operations.draw_anew(report_id=report_id, edition=edition, as_of=today, officer_id=officer_id(request), at=timezone.now())
    return _("已按今天的数据重新取数，按语未动。")


def _propose(request: HttpRequest, report_id: int, edition: int) -> str:
    operations.propose(report_id=report_id, edition=edition, officer_id=officer_id(request), at=timezone.now())
    return _("已送签，等待另一位负责人签发。")


def _withdraw(request: HttpRequest, report_id: int, edition: int) -> str:
    operations.withdraw(report_id=report_id, edition=edition, officer_id=officer_id(request), at=timezone.now())
    return _("已撤回，可以继续修改。")


def _discard(request: HttpRequest, report_id: int, edition: int) -> str:
    reason = request.POST.get("reason", "")
    operations.discard(report_id=report_id, edition=edition, reason=reason, officer_id=officer_id(request), at=timezone.now())
    return _("已作废，仍可查看；可以重新起草。")


def _correct(request: HttpRequest, report_id: int, _edition: int) -> str:
    operations.correct(
        report_id=report_id, reason=request.POST.get("reason", ""), as_of=timezone.localdate(), officer_id=officer_id(request),
        at=timezone.now(), generated=flows.ledger_is_generated(),
    )  # fmt: skip
    return _("已起草更正版，原件不变。")


def _send_back(request: HttpRequest, report_id: int, edition: int) -> str:
    reason = request.POST.get("reason", "")
    operations.send_back(report_id=report_id, edition=edition, reason=reason, officer_id=officer_id(request), at=timezone.now())
    return _("已退回修改。")


def _sign(request: HttpRequest, report_id: int, edition: int) -> str:
    number = operations.sign(report_id=report_id, edition=edition, officer_id=officer_id(request), at=timezone.now())
    return _("已签发 %(number)s，文件已留存。") % {"number": number}


DEEDS: dict[str, Deed] = {
    "foreword": _foreword, "draw-anew": _draw_anew, "propose": _propose, "withdraw": _withdraw, "discard": _discard, "correct": _correct,
}  # fmt: skip
DECISIONS: dict[str, Deed] = {"sign": _sign, "send-back": _send_back}
