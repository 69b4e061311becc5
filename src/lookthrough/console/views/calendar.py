"""The calendar: last days by month and by week with working days marked, and the file that a calendar program reads with a key."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lookthrough.console.access import carries, for_oneself, needs, officer_id, open_to_all
from lookthrough.console.deed_forms import whole
from lookthrough.console.desk_pages import address
from lookthrough.console.refusing import say_why_not
from lookthrough.desk import calendar_file, calendar_operations, notice_queries, work_queries
from lookthrough.desk.work_item import TITLES, WorkItem
from lookthrough.kernel.calendar import CalendarUnknown, is_provisional, is_working_day
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_BEHIND, _AHEAD = timedelta(days=60), timedelta(days=400)  # what a calendar program is told
VIEWS = ("month", "week")


@dataclass(slots=True)
class Day:
    """One day of the calendar: whether it is worked, whether it lies in the month shown, what ends on it."""

    on: date
    works: bool | None  # nothing is known of a year without a calendar
    inside: bool
    is_today: bool
    items: list[tuple[WorkItem, str]] = field(default_factory=list)


@needs(Action.SEE_WORK)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month or a week with what ends on each day: one's own, or all of the district's cases."""
    today = timezone.localdate()
    view = request.GET.get("view", "month")
    view = view if view in VIEWS else "month"
    on = day_given(request.GET.get("on", "")) or today
    mine = request.GET.get("whose") != "district" or not carries(request, Action.SEE_CASES)
    first, last = _span(on, view)
    found = work_queries.days_of(officer_id=officer_id(request), at=timezone.now(), today=today, first=first, last=last, mine=mine)
    context = {
        "weeks": _weeks(first, last, on, view, today, found), "view": view, "views": VIEWS, "on": on, "today": today, "mine": mine,
        "before": _moved(on, view, -1), "after": _moved(on, view, 1), "total": len(found), "first": first, "last": last,
        "provisional": _provisional(first, last), "names": offices.names_by_username(), "sources": TITLES,
        "may_see_all": carries(request, Action.SEE_CASES), "keys": notice_queries.calendar_keys(officer_id=officer_id(request)),
        "made": request.session.pop("calendar_key", None),
    }  # fmt: skip
    return render(request, "console/desk/calendar.html", context)


@require_POST
@for_oneself
def make_key(request: HttpRequest) -> HttpResponse:
    """Make an address for a calendar program; it is shown on the next page, this once."""
    try:
        key = calendar_operations.make_key(name=request.POST.get("name", ""), officer_id=officer_id(request), at=timezone.now())
        request.session["calendar_key"] = f"{_site(request)}{reverse('console:calendar-feed')}?key={key}"
    except NotAllowed as refusal:
        say_why_not(request, refusal)
    return redirect(f"{reverse('console:calendar')}#subscribe")


@require_POST
@for_oneself
def revoke_key(request: HttpRequest) -> HttpResponse:
    """Revoke one of one's own addresses."""
    try:
        key_id = whole(request, "key")
        calendar_operations.revoke_key(key_id=key_id, officer_id=officer_id(request), at=timezone.now())
        messages.success(request, _("订阅地址已停用。"))
    except NotAllowed as refusal:
        say_why_not(request, refusal)
    return redirect(f"{reverse('console:calendar')}#subscribe")


@require_GET
@open_to_all
def feed(request: HttpRequest) -> HttpResponse:
    """Answer a calendar program that brings a key: kinds, numbers and links of the officer's own days, nothing else."""
    at = timezone.now()
    reader = calendar_operations.reader_of(key=request.GET.get("key", "")[:100], at=at)
    if reader is None:
        raise Http404
    today = timezone.localdate()
    found = work_queries.days_of(officer_id=reader.officer_id, at=at, today=today, first=today - _BEHIND, last=today + _AHEAD, mine=True)
    site = _site(request)
    entries = [_entry(one, site) for one in found if one.due_on]
    made = calendar_file.calendar(name="穿透", entries=entries, host=urlsplit(site).hostname or "localhost", at=at)
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="lookthrough.ics"'
    return response


def _entry(one: WorkItem, site: str) -> calendar_file.Entry:
    title = calendar_file.said(TITLES[one.source], one.number, late=one.late)
    return calendar_file.Entry(one.key, one.due_on or date.max, title, f"{site}{address(one.page, one.at)}")


def _site(request: HttpRequest) -> str:
    return settings.ORIGIN or request.build_absolute_uri("/").rstrip("/")


def day_given(text: str) -> date | None:
    """Return a day from an address, if it is one that a calendar knows."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def _span(on: date, view: str) -> tuple[date, date]:
    """Return the first and last day shown: whole weeks from Monday to Sunday."""
    if view == "week":
        first = on - timedelta(days=on.weekday())
        return first, first + _WEEK - _DAY
    begin = on.replace(day=1)
    end = _moved(begin, "month", 1) - _DAY
    return begin - timedelta(days=begin.weekday()), end + timedelta(days=6 - end.weekday())


def _moved(on: date, view: str, by: int) -> date:
    if view == "week":
        return on + by * _WEEK
    months = on.year * 12 + on.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def _weeks(first: date, last: date, on: date, view: str, today: date, found: list[WorkItem]) -> list[list[Day]]:
    by_day: dict[date, list[tuple[WorkItem, str]]] = defaultdict(list)
    for one in found:
        if one.due_on:
            by_day[one.due_on].append((one, address(one.page, one.at)))
    days = [first + n * _DAY for n in range((last - first).days + 1)]
    made = [Day(day, _works(day), view == "week" or day.month == on.month, day == today, by_day[day]) for day in days]
    return [made[begin : begin + 7] for begin in range(0, len(made), 7)]


def _works(day: date) -> bool | None:
    try:
        return is_working_day(day)
    except CalendarUnknown:
        return None


def _provisional(first: date, last: date) -> bool:
    try:
        return is_provisional(first, last)
    except CalendarUnknown:
        return True
