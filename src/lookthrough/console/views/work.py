"""The first page in the morning: what is new, what is mine and due, what changed since the last working day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.audit import queries as audit
from lookthrough.cases import desk_queries
from lookthrough.console import area
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.views.my_work import rows as with_addresses
from lookthrough.console.views.my_work import tell_now_and_then
from lookthrough.desk import work_queries
from lookthrough.flows import figures
from lookthrough.flows import queries as flows
from lookthrough.kernel.calendar import CalendarUnknown, add_working_days
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.triage_queries import TriageFilter, triages
from lookthrough.risk import following
from lookthrough.risk import queries as risk
from lookthrough.risk.queries import AlertFilter, AlertRow

SHOWN, READ = 8, 200
NEW = AlertFilter(state="new")
RUNS = ("registry.import", "flows.run", "update_alerts")


@dataclass(frozen=True, slots=True)
class Column:
    """The worst alert of each of the worst subjects, with how many months of it wait; and how many alerts there are in all."""

    subjects: list[tuple[AlertRow, int]]
    total: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the area with its line of seven days; ``address`` leads to what it counts."""

    title: str
    unit: str
    line: Sequence[int]
    address: str = ""
    is_money: bool = False

    @property
    def now(self) -> int:
        """Return the figure of the last day."""
        return self.line[-1] if self.line else 0


@needs(Action.SEE_WORK)
def work(request: HttpRequest) -> HttpResponse:
    """Show the officer's day in three columns, worst and most urgent first."""
    today, me = timezone.localdate(), officer_id(request)
    since = last_working_day(today)
    mine = work_queries.work_of(officer_id=me, at=timezone.now(), today=today)
    tell_now_and_then(me, mine)
    days, figures_of_area = _figures(request, today)
    changed, runs = following.changed_since(officer_id=me, moment=start(since), today=today), _runs(since)
    case_changes = desk_queries.changed_since(officer_id=me, moment=start(since), limit=SHOWN)
    context = {
        "new": _column(me, NEW, today),
        "new_leads": desk_queries.nobodys_leads(officer_id=me, limit=SHOWN) if carries(request, Action.WORK_CASES) else None,
        "mine": with_addresses(mine[: 2 * SHOWN]),
        "mine_total": len(mine),
        "names": offices.names_by_username(),
        "nobodys": _nobodys(request, today),
        "late": sum(one.late for one in mine),
        "since": since,
        "changed": changed,
        "case_changes": case_changes,
        "runs": runs,
        "nothing_changed": not (changed.found or changed.updated or changed.back or changed.graver or changed.done or runs or case_changes),
        "figures": figures_of_area,
        "week_rows": [
            {"day": day, "cells": [(figure, figure.line[place]) for figure in figures_of_area]} for place, day in enumerate(days)
        ],
        "today": today,
        "run": flows.current_run(),
    }
    return render(request, "console/work.html", context)


def last_working_day(today: date) -> date:
    """Return the working day before today: on a Monday the Friday, after a holiday the last day before it."""
    try:
        return add_working_days(today, -1)
    except CalendarUnknown:
        return today - timedelta(days=1)


def _column(me: int, asked: AlertFilter, today: date) -> Column:
    found = risk.alerts(officer_id=me, asked=asked, today=today, page_size=READ)
    months = Counter((row.subject_type, row.subject_id) for row in found.rows)
    worst: dict[tuple[str, str], AlertRow] = {}
    for row in found.rows:
        worst.setdefault((row.subject_type, row.subject_id), row)
    return Column(subjects=[(row, months[key]) for key, row in list(worst.items())[:SHOWN]], total=found.total)


def _figures(request: HttpRequest, today: date) -> tuple[list[date], list[Figure]]:
    """Return the last seven days and the four figures of the area over them."""
    week = following.week(officer_id=officer_id(request), today=today)
    alerts, money = reverse("console:alerts"), reverse("console:money") if carries(request, Action.SEE_MONEY) else ""
    return week.days, [
        Figure(_("待处理预警"), _("条"), week.waiting, f"{alerts}?state=open"),
        Figure(_("其中高和特别严重"), _("条"), week.grave, f"{alerts}?state=open&severity=grave"),
        Figure(_("当日结案"), _("条"), week.closed, f"{alerts}?state=closed&order=newest"),
        Figure(_("机构账簿结存"), _("元"), _stock(request), money, is_money=True),
    ]


def _stock(request: HttpRequest) -> list[int]:
    """Return what lay in the books of the district's institutions on the last seven days of the run."""
    covered = figures.days_covered()
    ids = [one.institution_id for one in area.institutions(request)] if covered else []
    if covered is None or not ids:
        return [0] * 7
    days = [covered[1] - timedelta(days=back) for back in range(6, -1, -1)]
    lines = figures.stock_lines(institution_ids=ids, days=days).values()
    return [sum(values) for values in zip(*lines, strict=True)]


def _nobodys(request: HttpRequest, today: date) -> int:
    """Return how many triages are overdue and in nobody's hands, for one who may hand them out."""
    me = colleague(request)
    if me is None or me.district is None or not me.may(Action.ASSIGN_OTHERS):
        return 0
    asked = TriageFilter(owner="nobody", due="overdue")
    return triages(district=me.district, asked=asked, today=today, me=me.officer_id, page_size=1).total


def _runs(since: date) -> list[dict[str, Any]]:
    """Return the imports and runs since a day, newest first; they concern the whole house and name no firm."""
    searches = (audit.Search(action=action, since=start(since)) for action in RUNS)
    found = sorted((one for search in searches for one in audit.entries(search=search, page_size=3)[0]), key=lambda one: -one.number)
    return [{"at": one.at, "action": one.action, "says": _says(one.details)} for one in found]


def _says(details: Mapping[str, Any]) -> str:
    """Return in words what a run counted."""
    said = {
        "new": _("新增 %(n)s"),
        "updated": _("更新 %(n)s"),
        "unchanged": _("未变 %(n)s"),
        "accepted": _("收下 %(n)s 行"),
        "refused": _("拒收 %(n)s 行"),
        "findings": _("发现 %(n)s 条"),
        "as_of": _("截至 %(n)s"),
    }
    counted = {name: f"{value:,}" if isinstance(value, int) else value for name, value in details.items()}
    return " · ".join(words % {"n": counted[name]} for name, words in said.items() if name in counted)


def start(day: date) -> datetime:
    """Return the first moment of a day in Shanghai."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
