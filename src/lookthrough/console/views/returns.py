"""Returns (报送): who owes what in a month, who is late, what came, and the same as files; bounded by the officer's district."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.audit import operations as audit
from lookthrough.console import export, words
from lookthrough.console.access import carries, needs, officer_id
from lookthrough.console.firm_file import firm_page
from lookthrough.console.views.alerts import page_number
from lookthrough.intake import calling, queries, reported_queries, submission_search
from lookthrough.intake.calling import DutyKey
from lookthrough.intake.duties import Duty
from lookthrough.intake.submission_search import STATES, Asked
from lookthrough.intake.template import Template, template, templates
from lookthrough.intake.who import Who
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action

PAGE_SIZE = 50
MOST_EXPORTED = 20_000
_WORST = ("late", "waiting", "open", "to_come", "done_late", "done")
_SENT = ("done", "done_late")


@dataclass(frozen=True, slots=True)
class Owed:
    """One line of a month: what a sender owes of one return; a daily return's days of the month stand together."""

    duty: Duty  # the most urgent of them
    region: str
    periods: int
    sent: int
    called_at: datetime | None

    @property
    def key(self) -> str:
        """Return how a form names the duty."""
        return "|".join((self.duty.sender_id, self.duty.template, self.duty.period))

    @property
    def days_late(self) -> int:
        """Return for how many working days it has been overdue."""
        return max(0, -self.duty.working_days_left)


def who(request: HttpRequest) -> Who:
    """Return the officer as returns know one."""
    return Who(actor=request.user.get_username(), officer_id=officer_id(request))


@needs(Action.SEE_RETURNS)
def returns(request: HttpRequest) -> HttpResponse:
    """Show a month: what every sender of the district owes, and where it stands."""
    every = queries.duties_of(by=who(request), today=timezone.localdate())
    months = sorted({one.period[:7] for one in every}, reverse=True)
    month = _month(request, months)
    owed = _owed(one for one in every if one.period.startswith(month))
    state, text = _state(request), request.GET.get("text", "").strip()[:80]
    rows = [one for one in owed if _shown(one, state) and _holds(one, text)]
    place = months.index(month) if month in months else 0
    context = {
        "rows": rows, "months": months, "month": month, "state": state, "text": text, "shown": words.DUTY_SHOWN, "figures": _figures(owed),
        "earlier": months[place + 1] if place + 1 < len(months) else "", "later": months[place - 1] if place else "",
        "any_senders": bool(every), **rights(request),
    }  # fmt: skip
    return render(request, "console/returns/month.html", context)


@needs(Action.SEE_RETURNS)
def export_month(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with a month's duties as a file."""
    every = queries.duties_of(by=who(request), today=timezone.localdate())
    month = _month(request, sorted({one.period[:7] for one in every}, reverse=True))
    owed = [one for one in _owed(one for one in every if one.period.startswith(month)) if _shown(one, _state(request))]
    return _duties_file(request, f"returns-{month}", format, owed)


@needs(Action.SEE_RETURNS)
def late(request: HttpRequest) -> HttpResponse:
    """Show what is overdue, the oldest first, to call for it one by one or many at once."""
    text = request.GET.get("text", "").strip()[:80]
    rows = [one for one in _late(request) if _holds(one, text)]
    return render(request, "console/returns/late.html", {"rows": rows, "text": text, **rights(request)})


@needs(Action.SEE_RETURNS)
def export_late(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with the overdue returns as a file."""
    return _duties_file(request, "late-returns", format, _late(request))


@needs(Action.SEE_RETURNS)
def submissions(request: HttpRequest) -> HttpResponse:
    """Show the returns that came, the newest first."""
    asked, page = _asked(request), page_number(request)
    found = submission_search.find(asked=asked, by=who(request), first=(page - 1) * PAGE_SIZE, count=PAGE_SIZE)
    context = {
        "asked": asked, "rows": found.rows, "total": found.total, "page": page, "page_size": PAGE_SIZE, "states": STATES,
        "templates": sorted(templates().values(), key=lambda one: one.slug), "asked_something": asked != Asked(), **rights(request),
    }  # fmt: skip
    return render(request, "console/returns/submissions.html", context)


@needs(Action.SEE_RETURNS)
def export_submissions(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with the returns asked for as a file, without their content."""
    found = submission_search.find(asked=_asked(request), by=who(request), count=MOST_EXPORTED)
    _taken(request, "submissions", format, len(found.rows))
    header = [_("回执号"), _("单位"), _("报表"), _("报告期"), _("状态"), _("报送时间"), _("行数"), _("错误"), _("存疑"), _("文件")]
    language = words.language()
    lines = (
        [one.submission_id, one.sender, one.title.in_language(language), one.period, words.said(words.SUBMISSION_STATE[one.state]),
         timezone.localtime(one.sent_at), one.rows, one.receipt.counts.get("wrong", 0), one.doubts, one.file_name]
        for one in found.rows
    )  # fmt: skip
    return export.table(name="submissions", format=format, header=header, rows=lines)


@needs(Action.SEE_RETURNS)
def firm_returns(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show, in the firm's file, what was reported about it: by return and month, with who said it."""
    by = who(request)
    found = reported_queries.reported_about(subject_type="company", subject_id=company_id, by=by)
    tables = [_reported(one, [row for row in found if row.template == one]) for one in dict.fromkeys(row.template for row in found)]
    return firm_page(request, company_id=company_id, tab="returns", template="console/returns/firm.html", tables=tables)


@dataclass(frozen=True, slots=True)
class Reported:
    """One return's figures about one subject: a line a field, a column a month."""

    title: Text
    months: list[tuple[str, str, str]]  # month, who said it, the return's number where it may be opened
    lines: list[tuple[Text, str, list[Any]]]  # field, its kind, its values


def _reported(slug: str, rows: Sequence[reported_queries.ReportedOf]) -> Reported:
    shown, newest = template(slug), list(rows)[:6]
    lines = [
        (column.title, column.kind, [row.values.get(column.name) for row in newest])
        for column in shown.facts
        if any(row.values.get(column.name) is not None for row in newest)
    ]
    return Reported(shown.title, [(row.month, row.sender, row.submission_id) for row in newest], lines)


def rights(request: HttpRequest) -> dict[str, bool]:
    """Return what the officer may do about returns."""
    return {"may_work": carries(request, Action.WORK_RETURNS), "may_manage": carries(request, Action.MANAGE_SENDERS)}


def column_titles(shown: Template) -> dict[str, Text]:
    """Return the titles of a template's columns by field."""
    return {column.name: column.title for column in shown.columns}


def _month(request: HttpRequest, months: Sequence[str]) -> str:
    """Return the month asked for, or else the newest that is over."""
    asked, before = request.GET.get("month", ""), str(Month.of(timezone.localdate()).previous)
    if asked in months:
        return asked
    return before if before in months else next(iter(months), before)


def _state(request: HttpRequest) -> str:
    given = request.GET.get("state", "all")
    return given if given in words.DUTY_SHOWN else "all"


def _asked(request: HttpRequest) -> Asked:
    given = {name: request.GET.get(name, "").strip()[:80] for name in ("state", "template", "period", "text", "sender_id")}
    given["state"] = given["state"] if given["state"] in STATES else ""
    given["template"] = given["template"] if given["template"] in templates() else ""
    return Asked(**given)


def _owed(duties: Iterable[Duty]) -> list[Owed]:
    """Return one line a sender and return, the most urgent first."""
    together: dict[tuple[str, str], list[Duty]] = {}
    for one in duties:
        together.setdefault((one.sender_id, one.template), []).append(one)
    worst = [min(some, key=lambda one: (_WORST.index(one.state), one.due_on)) for some in together.values()]
    called, names = calling.last_calls(keys=[_key(one) for one in worst]), offices.region_names()
    lines = [
        Owed(one, words.region_name(one.region_code, names), len(some), sum(each.state in _SENT for each in some), called.get(_key(one)))
        for one, some in zip(worst, together.values(), strict=True)
    ]
    return sorted(lines, key=lambda one: (_WORST.index(one.duty.state), one.duty.due_on, one.duty.sender, one.duty.template))


def _late(request: HttpRequest) -> list[Owed]:
    found, names = queries.late(by=who(request), today=timezone.localdate()), offices.region_names()
    called = calling.last_calls(keys=[_key(one) for one in found])
    return [Owed(one, words.region_name(one.region_code, names), 1, 0, called.get(_key(one))) for one in found]


def _key(one: Duty) -> DutyKey:
    return (one.sender_id, one.template, one.period)


def _shown(one: Owed, state: str) -> bool:
    if state == "refused":
        return bool(one.duty.refused) and one.duty.state in ("late", "open")
    return state == "all" or (one.duty.state in _SENT if state == "sent" else one.duty.state == state)


def _holds(one: Owed, text: str) -> bool:
    said = f"{one.duty.sender} {one.duty.title.zh} {one.duty.title.en} {one.duty.sender_id}".lower()
    return text.lower() in said


def _figures(owed: Sequence[Owed]) -> list[tuple[str, int]]:
    """Return how many lines stand where, with the filter that shows them."""
    return [(state, sum(_shown(one, state) for one in owed)) for state in ("all", "sent", "late", "refused", "waiting")]


def _duties_file(request: HttpRequest, name: str, format: str, owed: Sequence[Owed]) -> HttpResponseBase:  # noqa: A002
    _taken(request, name, format, len(owed))
    header = [
        _("单位"),
        _("地区"),
        _("报表"),
        _("报告期"),
        _("期限"),
        _("状态"),
        _("逾期工作日"),
        _("被退回次数"),
        _("最近催报"),
        _("回执号"),
    ]
    language = words.language()
    lines: Iterable[Sequence[Any]] = (
        [one.duty.sender, one.region, one.duty.title.in_language(language), one.duty.period, one.duty.due_on,
         words.said(words.DUTY_STATE[one.duty.state]), one.days_late if one.duty.state == "late" else "", one.duty.refused,
         _day(one.called_at), one.duty.submission_id]
        for one in owed
    )  # fmt: skip
    return export.table(name=name, format=format, header=header, rows=lines)


def _day(moment: datetime | None) -> date | str:
    return timezone.localtime(moment).date() if moment else ""


def _taken(request: HttpRequest, name: str, format: str, rows: int) -> None:  # noqa: A002
    audit.record(
        actor=request.user.get_username(), action="export_returns", object_type="returns", object_id=name, purpose="", at=timezone.now(),
        details={"rows": rows, "format": format},
    )  # fmt: skip
