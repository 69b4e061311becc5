"""Reports of a campaign: what each district owes and has sent, a draft, one report as it is printed, and as Word or Excel."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.campaigns import report_operations, report_queries
from lookthrough.cases.campaigns.figures import TITLES
from lookthrough.cases.campaigns.report_queries import ReportFile
from lookthrough.cases.campaigns.stages import REPORT_STATES, STAGES
from lookthrough.console import words
from lookthrough.console.access import back, needs, officer_id
from lookthrough.console.campaign_report_word import DOCX, report_as_word
from lookthrough.console.deed_forms import Deed, do
from lookthrough.console.export import table
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.campaigns import campaign_page
from lookthrough.console.views.triage import district_of
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed


@needs(Action.SEE_CAMPAIGNS)
def reports(request: HttpRequest, number: str) -> HttpResponse:
    """Show for each stage and district the report owed, sent or late, and the campaign's own reports."""
    _found, context = campaign_page(request, number, "reports")
    district = district_of(request)
    by_stage: dict[str, list[report_queries.Due]] = {}
    for one in report_queries.due(number=number, district=district, on=timezone.localdate()):
        by_stage.setdefault(one.stage, []).append(one)
    context |= {
        "by_stage": by_stage, "rolled_up": report_queries.rolled_up(number=number, district=district), "report_states": REPORT_STATES,
    }  # fmt: skip
    return render(request, "console/campaigns/reports.html", context)


@needs(Action.WORK_CAMPAIGNS)
def draft(request: HttpRequest, number: str, region_code: str, stage: str) -> HttpResponse:
    """Show the draft of a district's report with the figures of today; sent, keep it."""
    found, context = campaign_page(request, number, "reports")
    if stage not in STAGES or region_code not in found.districts:
        raise Http404
    owed = next(
        (
            one
            for one in report_queries.due(number=number, district=district_of(request), on=timezone.localdate())
            if (one.region_code, one.stage) == (region_code, stage)
        ),
        None,
    )
    if request.method == "POST":
        try:
            kept = report_operations.draft(
                number=number, stage=stage, region_code=region_code, answers=_answers(request, found.report_form),
                officer_id=officer_id(request), at=timezone.localtime(),
            )  # fmt: skip
        except NotAllowed as refusal:
            say_why_not(request, refusal)
        else:
            messages.success(request, _("草稿已保存。看过后报送。"))
            return redirect("console:campaign-report", campaign_report_id=kept)
    today = timezone.localdate()
    newest = (
        report_queries.report(report_id=owed.newest.report_id, district=district_of(request), on=today) if owed and owed.newest else None
    )
    counted = report_queries.preview(number=number, region_code=region_code, stage=stage, district=district_of(request), on=today)
    context |= {
        "stage": stage, "region_code": region_code, "form": found.report_form, "place": context["regions"][region_code],
        "given": request.POST or (newest.answers if newest else {}),
        "lines": [(title, counted.get(name, 0)) for name, title in TITLES.items()],
    }  # fmt: skip
    return render(request, "console/campaigns/report_draft.html", context)


@needs(Action.LEAD_CAMPAIGNS)
def roll_up(request: HttpRequest, number: str, stage: str) -> HttpResponse:
    """Show what the districts have sent of a stage, added up; sent, freeze it as the campaign's own report."""
    found, context = campaign_page(request, number, "reports")
    if stage not in STAGES or not found.whole:
        raise Http404
    if request.method == "POST":
        try:
            made = report_operations.roll_up(
                number=number, stage=stage, answers=_answers(request, found.report_form), reason=request.POST.get("reason", ""),
                officer_id=officer_id(request), at=timezone.localtime(),
            )  # fmt: skip
        except NotAllowed as refusal:
            say_why_not(request, refusal)
        else:
            messages.success(request, _("已汇总并报送。"))
            return redirect("console:campaign-report", campaign_report_id=made)
    owed = [one for one in report_queries.due(number=number, district=district_of(request), on=timezone.localdate()) if one.stage == stage]
    before = [one for one in report_queries.rolled_up(number=number, district=district_of(request)) if one.stage == stage]
    context |= {
        "stage": stage, "form": found.report_form, "given": request.POST, "sent": [one for one in owed if one.sent],
        "unsent": [one for one in owed if not one.sent], "again": bool(before),
    }  # fmt: skip
    return render(request, "console/campaigns/roll_up.html", context)


@needs(Action.SEE_CAMPAIGNS)
def report(request: HttpRequest, campaign_report_id: int) -> HttpResponse:
    """Show one report as it is printed."""
    found = _report(request, campaign_report_id)
    _file, context = campaign_page(request, found.number, "reports")
    names = offices.region_names()
    context |= {
        "report": found, "place": words.region_name(found.row.region_code, names), "report_states": REPORT_STATES,
        "versions": report_queries.versions(report_id=campaign_report_id, district=district_of(request)), "titles": TITLES,
        "parts": [(words.region_name(one["region"], names), one) for one in found.parts],
    }  # fmt: skip
    return render(request, "console/campaigns/report.html", context)


@needs(Action.SEE_CAMPAIGNS)
def export_report(request: HttpRequest, campaign_report_id: int, format: str) -> HttpResponseBase:  # noqa: A002
    """Hand a report out as Word or Excel; the export stands in the trail."""
    found = _report(request, campaign_report_id)
    if format not in ("xlsx", "docx"):
        raise Http404
    report_operations.note_export(report_id=campaign_report_id, kind=format, officer_id=officer_id(request), at=timezone.now())
    names, language = offices.region_names(), words.language()
    name = f"{found.number}-{found.row.region_code}-{found.row.stage}-v{found.row.version}"
    if format == "docx":
        content = report_as_word(found, place=lambda code: words.region_name(code, names), language=language)
        return HttpResponse(content, content_type=DOCX, headers={"Content-Disposition": f'attachment; filename="{name}.docx"'})
    header = [_("项目"), words.region_name(found.row.region_code, names), *(words.region_name(one["region"], names) for one in found.parts)]
    lines: list[list[object]] = [
        [title.in_language(language), int(found.figures.get(key, 0)), *(int(one["figures"].get(key, 0)) for one in found.parts)]
        for key, title in TITLES.items()
    ]  # fmt: skip
    lines += [[title.in_language(language), answer.in_language(language)] for title, answer in found.said]
    return table(name=name, format="xlsx", header=header, rows=lines)


@require_POST
@needs(Action.WORK_CAMPAIGNS)
def work_report(request: HttpRequest, campaign_report_id: int, deed: str) -> HttpResponse:
    """Send a draft, or open a correction of what was sent."""
    if deed == "correct":
        return _correct(request, campaign_report_id)
    return do(request, str(campaign_report_id), DEEDS.get(deed), reverse("console:campaign-report", args=[campaign_report_id]))


def _send(request: HttpRequest, report_id: str) -> str:
    """Send."""
    report_operations.send(report_id=int(report_id), officer_id=officer_id(request), at=timezone.localtime())
    return _("已报送。报表已封存，更正须另出新版本。")


def _correct(request: HttpRequest, report_id: int) -> HttpResponse:
    """Open a correction and show its draft."""
    try:
        made = report_operations.correct(
            report_id=report_id, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.localtime()
        )
    except NotAllowed as refusal:
        say_why_not(request, refusal)
        return back(request, reverse("console:campaign-report", args=[report_id]))
    messages.success(request, _("已开新版本。原报表在更正报送前照旧。"))
    return redirect("console:campaign-report", campaign_report_id=made)


DEEDS: dict[str, Deed] = {"send": _send}


def _report(request: HttpRequest, report_id: int) -> ReportFile:
    found = report_queries.report(report_id=report_id, district=district_of(request), on=timezone.localdate())
    if found is None:
        raise Http404
    return found


def _answers(request: HttpRequest, form: object) -> dict[str, str]:
    return {item.slug: request.POST.get(f"item_{item.slug}", "") for item in form}  # type: ignore[attr-defined]
