"""Firms found in a campaign: the list, the sweep list from the screen, visits planned, one firm with its visits and its handling."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.cases.campaigns import entry_operations, entry_queries
from lookthrough.cases.campaigns.catalogue import classes, handlings, terms_on
from lookthrough.cases.campaigns.entry_queries import EntryFilter
from lookthrough.cases.campaigns.stages import ACTS, ENTRY_STATES, REASONS, SOURCES, VISIT_STATES
from lookthrough.cases.campaigns.sweeping import FROM, Sweep, candidates
from lookthrough.console import words
from lookthrough.console.access import back, carries, needs, officer_id
from lookthrough.console.deed_forms import day, do, whole
from lookthrough.console.export import table
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.campaigns import campaign_page
from lookthrough.console.views.campaigns_entry_deeds import DEEDS, planned
from lookthrough.console.views.triage import district_of
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.lists import watch_lists

_PAGE, _MOST_EXPORTED, _SHOWN_CANDIDATES = 50, 20_000, 200
EntryDeed = Callable[[HttpRequest, str], str]


@needs(Action.SEE_CAMPAIGNS)
def entries(request: HttpRequest, number: str) -> HttpResponse:
    """Show the firms of a campaign in the district."""
    found, context = campaign_page(request, number, "firms")
    asked, page = _asked(request), _page(request)
    rows, total = entry_queries.entries(number=number, district=district_of(request), asked=asked, page=page, page_size=_PAGE)
    names = offices.region_names()
    context |= {
        "rows": [(row, words.region_name(row.region_code, names)) for row in rows], "total": total, "page": page, "page_size": _PAGE,
        "asked": asked, "entry_states": ENTRY_STATES, "classes": classes(), "handlings": handlings(), "reasons": REASONS,
        "visitors": entry_operations.visitors(asked.region or district_of(request).prefix, parts=True),
        "region_choices": [(code, context["regions"][code]) for code in found.districts],
        "firm": registry.company_by_id(company_id=request.GET["firm"]) if request.GET.get("firm") else None,
    }  # fmt: skip
    return render(request, "console/campaigns/firms.html", context)


@needs(Action.SEE_CAMPAIGNS)
def export_entries(request: HttpRequest, number: str) -> HttpResponseBase:
    """Hand the list out as Excel; the export stands in the trail."""
    campaign_page(request, number, "firms")
    rows = entry_queries.all_entries(number=number, district=district_of(request), asked=_asked(request), most=_MOST_EXPORTED)
    names, language = offices.region_names(), words.language()
    audit.record(
        actor=request.user.get_username(), action="campaign.entries_exported", object_type="campaign", object_id=number, purpose="",
        at=timezone.now(), details={"rows": len(rows)},
    )  # fmt: skip
    header = [
        _("主体"),
        _("代码"),
        _("地区"),
        _("领域"),
        _("状态"),
        _("分类"),
        _("处置"),
        _("期限"),
        _("案件"),
        _("走访记录"),
        _("为何在此"),
    ]
    lines = [
        [
            row.name, row.company_id, words.region_name(row.region_code, names), row.field, ENTRY_STATES[row.state].in_language(language),
            classes()[row.class_slug].in_language(language) if row.class_slug else "",
            handlings()[row.handling].in_language(language) if row.handling else "", row.handle_by, row.case_number, row.visits,
            "；".join(said.in_language(language) for _kind, said in row.reasons),
        ]
        for row in rows
    ]  # fmt: skip
    return table(name=number, format="xlsx", header=header, rows=lines)


@needs(Action.WORK_CAMPAIGNS)
def sweep(request: HttpRequest, number: str) -> HttpResponse:
    """Draw a sweep list of one district and field from the screen; sent, enter the firms chosen."""
    found, context = campaign_page(request, number, "firms")
    given = request.POST if request.method == "POST" else request.GET
    codes = found.districts
    region = given.get("region", codes[0] if codes else "")
    if region not in codes:
        raise Http404
    wanted = Sweep(
        region, [one for one in given.getlist("from") if one in FROM] or list(FROM), [one for one in given.getlist("word") if one][:40],
        [one for one in given.getlist("business") if one][:20],
    )  # fmt: skip
    if request.method == "POST":
        return _draw(request, number, wanted)
    today = timezone.localdate()
    known, drawn = entry_queries.known_firms(number=number), "from" in given
    rows = (
        candidates(sweep=wanted, officer_id=officer_id(request), on=today, most=terms_on(today).whole("sweep_most"), known=known)
        if drawn
        else []
    )
    context |= {
        "rows": rows[:_SHOWN_CANDIDATES], "total": len(rows), "drawn": drawn, "wanted": wanted, "sources": FROM, "reasons": REASONS,
        "words": sorted({word for one in watch_lists() for some in one.words.values() for word in some}),
        "businesses": words.BUSINESS, "region_chosen": region,
        "field_chosen": given.get("field", ""), "region_choices": [(code, context["regions"][code]) for code in codes],
    }  # fmt: skip
    return render(request, "console/campaigns/sweep.html", context)


@require_POST
@needs(Action.WORK_CAMPAIGNS)
def plan_visits(request: HttpRequest, number: str) -> HttpResponse:
    """Enter a firm by hand, or send officers to the firms that were picked."""
    deed = _enter if request.POST.get("deed") == "enter" else _plan
    return do(request, number, deed, reverse("console:campaign-firms", args=[number]))


@needs(Action.SEE_CAMPAIGNS)
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show one firm: why it is here, visits side by side, class and handling, what was done."""
    found = entry_queries.entry(entry_id=entry_id, district=district_of(request))
    if found is None:
        raise Http404
    context = {
        "file": found, "row": found.row, "region": words.region_name(found.row.region_code), "entry_states": ENTRY_STATES,
        "reasons": REASONS,
        "sources": SOURCES, "visit_states": VISIT_STATES, "classes": classes(), "handlings": handlings(), "act_titles": ACTS,
        "names": offices.names_by_username(), "today": timezone.localdate(), "visitors": entry_operations.visitors(found.row.region_code),
        "may_work": found.running and carries(request, Action.WORK_CAMPAIGNS),
        "may_see_case": carries(request, Action.SEE_CASES), "visit_of": {one.visit_id: one for one in found.visits},
    }  # fmt: skip
    return render(request, "console/campaigns/firm.html", context)


@require_POST
@needs(Action.WORK_CAMPAIGNS)
def work_entry(request: HttpRequest, entry_id: int, deed: str) -> HttpResponse:
    """Do one thing with a firm."""
    return do(request, str(entry_id), DEEDS.get(deed), reverse("console:campaign-firm", args=[entry_id]))


def _draw(request: HttpRequest, number: str, wanted: Sweep) -> HttpResponse:
    try:
        made = entry_operations.draw(
            number=number, field_id=whole(request, "field"), sweep=wanted, company_ids=request.POST.getlist("firm"),
            officer_id=officer_id(request), at=timezone.localtime(),
        )  # fmt: skip
    except NotAllowed as refusal:
        say_why_not(request, refusal)
        return back(request, reverse("console:campaign-sweep", args=[number]))
    messages.success(request, _("已列入 %(n)s 家。") % {"n": made})
    return redirect("console:campaign-firms", number=number)


def _enter(request: HttpRequest, number: str) -> str:
    """Enter a firm by hand."""
    given = request.POST
    firm = registry.company(uscc=given["uscc"].strip()) if given.get("uscc", "").strip() else None
    known = firm.company_id if firm else given.get("firm", "") or given.get("uscc", "").strip()
    entry_operations.enter(
        number=number, field_id=whole(request, "field"), company_id=known, name=given.get("name", ""), region_code=given.get("region", ""),
        reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.localtime(),
    )  # fmt: skip
    return _("已登记主体。")


def _plan(request: HttpRequest, number: str) -> str:
    """Send officers to firms."""
    made = entry_operations.plan_visit(
        entry_ids=[int(one) for one in request.POST.getlist("entry") if one.isdecimal() and len(one) < 18],
        usernames=request.POST.getlist("officer"), visit_on=day(request, "visit_on"), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return planned(request, made)


def _asked(request: HttpRequest) -> EntryFilter:
    state, field = request.GET.get("state", ""), request.GET.get("field", "")
    known = state if state in (*ENTRY_STATES, "clash") else ""
    return EntryFilter(
        known,
        int(field) if field.isdecimal() and len(field) < 18 else 0,
        request.GET.get("region", "")[:6],
        request.GET.get("text", "").strip()[:80],
    )


def _page(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return max(int(given), 1) if given.isdecimal() and len(given) < 7 else 1
