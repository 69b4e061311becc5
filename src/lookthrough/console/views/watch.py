"""The key watch list (重点监管对象): who is on it and until when, put on, extended, taken off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.console import export, words
from lookthrough.console.access import back, carries, needs, officer_id
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.alerts import page_number
from lookthrough.console.views.triage import district_of
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import licences_queries, watch_operations
from lookthrough.registry import watch_queries as queries
from lookthrough.registry.handling_operations import NotAllowed

_NO_DAY = Text("请选择截止日期", "please choose the last day")
PAGE_SIZE = 50
_STATES = ("running", "soon", "all")


@needs(Action.SEE_FIRMS)
def watched(request: HttpRequest) -> HttpResponse:
    """Show the district's list, the first to end first, and the licences that end soon."""
    today, district = timezone.localdate(), district_of(request)
    state = request.GET.get("state", "running")
    state, text = state if state in _STATES else "running", request.GET.get("text", "").strip()[:80]
    names = offices.region_names()
    page = page_number(request)
    asked: dict[str, Any] = {"district": district, "today": today, "state": state, "text": text}
    rows = queries.watched(**asked, start=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    context = {
        "page": page, "page_size": PAGE_SIZE, "total": queries.count(**asked),
        "rows": [(row, words.region_name(row.region_code, names)) for row in rows], "state": state, "text": text, "today": today,
        "longest": watch_operations.longest_until(today), "may_watch": carries(request, Action.WATCH_FIRMS),
        "licences": licences_queries.ending_soon(district=district, on=today),
    }  # fmt: skip
    return render(request, "console/watch.html", context)


@needs(Action.SEE_FIRMS)
def export_watched(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with the list as a file."""
    today, names = timezone.localdate(), offices.region_names()
    rows = queries.watched(district=district_of(request), today=today, state="all")
    audit.record(
        actor=request.user.get_username(), action="export_watch_list", object_type="watch_list", object_id="list", purpose="",
        at=timezone.now(), details={"rows": len(rows), "format": format},
    )  # fmt: skip
    header = [
        _("企业"),
        _("统一社会信用代码"),
        _("地区"),
        _("理由"),
        _("起"),
        _("止"),
        _("状态"),
        _("列入人"),
        _("移出日期"),
        _("移出理由"),
    ]
    table = (
        [row.name, row.uscc, words.region_name(row.region_code, names), row.reason, row.from_on, row.until,
         words.said(words.WATCH_STATE[row.state]), row.put_by, row.taken_off_on or "", row.taken_off_reason]
        for row in rows
    )  # fmt: skip
    return export.table(name="watch-list", format=format, header=header, rows=table)


def _deed(act: Callable[[HttpRequest], str]) -> Callable[..., HttpResponseBase]:
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            messages.success(request, act(request))
        except NotAllowed as refusal:
            say_why_not(request, refusal)
        return back(request, reverse("console:watched"))

    answered.__name__, answered.__doc__ = act.__name__.strip("_"), act.__doc__
    return require_POST(needs(Action.WATCH_FIRMS)(answered))


def _put(request: HttpRequest) -> str:
    """Put a firm on the list."""
    watch_operations.put(
        company_ids=[request.POST.get("company", "")], reason=request.POST.get("reason", ""), until=_day(request), at=timezone.localtime(),
        officer_id=officer_id(request),
    )  # fmt: skip
    return _("已列入重点监管对象。")


def _extend(request: HttpRequest) -> str:
    """Extend a term by a new one."""
    watch_operations.extend(
        entry_id=_entry(request),
        reason=request.POST.get("reason", ""),
        until=_day(request),
        officer_id=officer_id(request),
        at=timezone.localtime(),
    )
    return _("已延长。")


def _take_off(request: HttpRequest) -> str:
    """End a term early."""
    watch_operations.take_off(
        entry_id=_entry(request), reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.localtime()
    )
    return _("已移出重点监管对象；当天可在“全部”中撤销。")


def _put_back(request: HttpRequest) -> str:
    """Undo one's own ending of the same day."""
    watch_operations.put_back(entry_id=_entry(request), officer_id=officer_id(request), at=timezone.localtime())
    return _("已恢复。")


put, extend, take_off, put_back = (_deed(act) for act in (_put, _extend, _take_off, _put_back))


def _entry(request: HttpRequest) -> int:
    given = request.POST.get("entry", "")
    return int(given) if given.isdecimal() and len(given) < 19 else 0


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        raise NotAllowed(_NO_DAY) from None
