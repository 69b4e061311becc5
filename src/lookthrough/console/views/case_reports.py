"""Reports over all cases of the district: by type, step, place and age, the late ones, sums got back and paid; as chart, table and file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.cases import desk_queries, figures_queries
from lookthrough.cases.case_type import case_types
from lookthrough.cases.figures_queries import CaseLine, CasesAsked, Tally
from lookthrough.cases.repayment import sums_queries
from lookthrough.cases.repayment.sums_queries import CaseSums
from lookthrough.console import export, words
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.case_tables import table_of_cases, table_of_leads
from lookthrough.console.views.calendar import day_given
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action

GROUPS: dict[str, tuple[str, ...]] = {"type": ("type",), "step": ("type", "step"), "region": ("region",), "age": ("age",)}
STATES = ("", "open", "ended")
MOST_CHOSEN = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the report: its title, its figures, its sums, and how long its bar is (in hundredths)."""

    title: str
    tally: Tally
    sums: CaseSums
    bar: int
    open_bar: int


@needs(Action.SEE_CASES)
def case_reports(request: HttpRequest) -> HttpResponse:
    """Show the figures of the district's cases, grouped as asked for."""
    asked, group = _asked(request)
    lines = figures_queries.lines(officer_id=officer_id(request), asked=asked, today=timezone.localdate())
    rows, whole = _rows(request, lines, group)
    names = offices.region_names()
    context = {
        "rows": rows, "whole": whole, "group": group, "groups": GROUPS, "asked": asked, "states": STATES, "types": case_types(),
        "late": sum(1 for one in lines if one.late and one.state == "open"), "shows_sums": carries(request, Action.SEE_REPAYMENT),
        "regions": [(code, words.region_name(code, names)) for code in figures_queries.regions(officer_id=officer_id(request))],
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "console/desk/case_reports.html", context)


@needs(Action.SEE_CASES)
def export_report(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Let the report leave as it is shown, or case by case."""
    asked, group = _asked(request)
    lines = figures_queries.lines(officer_id=officer_id(request), asked=asked, today=timezone.localdate())
    _record(request, "export_case_report", len(lines), group)
    if request.GET.get("each") == "1":
        return _each(request, lines, format)
    rows, whole = _rows(request, lines, group)
    header = [_("分组"), _("案件数"), _("办理中"), _("已办结"), _("逾期"), _("平均办理日数")]
    sums = carries(request, Action.SEE_REPAYMENT)
    header += [_("追回（元）"), _("已清退（元）")] if sums else []
    return export.table(name="case-report", format=format, header=header, rows=[_exported(one, sums) for one in [*rows, whole]])


@require_POST
@needs(Action.SEE_CASES)
def export_chosen(request: HttpRequest, kind: str, format: str) -> HttpResponseBase:  # noqa: A002
    """Let the leads or cases that were ticked leave as a table."""
    numbers = sorted(set(request.POST.getlist("number")))[:MOST_CHOSEN]
    _record(request, f"export_{kind}", len(numbers), "chosen")
    if kind == "leads":
        return table_of_leads(desk_queries.chosen_leads(officer_id=officer_id(request), numbers=numbers), format)
    return table_of_cases(desk_queries.chosen(officer_id=officer_id(request), numbers=numbers), format)


def _each(request: HttpRequest, lines: list[CaseLine], format: str) -> HttpResponseBase:  # noqa: A002
    names, shows = offices.region_names(), carries(request, Action.SEE_REPAYMENT)
    sums = sums_queries.sums(numbers=[one.number for one in lines]) if shows else {}
    header = [
        _("案号"),
        _("案件"),
        _("类型"),
        _("步骤"),
        _("状态"),
        _("地区"),
        _("立案日期"),
        _("办结日期"),
        _("办理日数"),
        _("逾期期限数"),
    ]
    header += [_("追回（元）"), _("已清退（元）")] if shows else []
    rows = (
        (
            one.number, one.title, _type(one.type), _step(one.type, one.step), str(words.CASE_STATE[one.state]),
            words.region_name(one.region_code, names), one.opened_on, one.ended_on, one.days, one.late,
            *(_yuan(sums.get(one.number, CaseSums())) if shows else ()),
        )
        for one in lines
    )  # fmt: skip
    return export.table(name="case-report-cases", format=format, header=header, rows=rows)


def _rows(request: HttpRequest, lines: list[CaseLine], group: str) -> tuple[list[Row], Row]:
    """Return the rows of a grouping, and all of them together."""
    counted = figures_queries.tallies(lines, by=GROUPS[group])
    if group == "age":
        places = {name: place for place, name in enumerate(words.CASE_AGE)}
        counted.sort(key=lambda one: places[one.key[0]])
    sums: Mapping[str, CaseSums] = {}
    if carries(request, Action.SEE_REPAYMENT):
        sums = sums_queries.sums(numbers=[one.number for one in lines])
    longest, names = max((one.total for one in counted), default=1), offices.region_names()
    rows = [_row(_title(group, one.key, names), one, sums, longest) for one in counted]
    everything = next(iter(figures_queries.tallies(lines, by=())), Tally(()))
    return rows, _row(_("合计"), everything, sums, everything.total or 1)


def _row(title: str, one: Tally, sums: Mapping[str, CaseSums], longest: int) -> Row:
    added = reduce(lambda total, more: total + more, (sums[number] for number in one.numbers if number in sums), CaseSums())
    return Row(title, one, added, round(100 * one.total / longest), round(100 * one.open / longest))


def _title(group: str, key: tuple[str, ...], names: dict[str, str]) -> str:
    if group == "type":
        return _type(key[0])
    if group == "step":
        return f"{_type(key[0])} · {_step(*key)}"
    return str(words.CASE_AGE[key[0]]) if group == "age" else words.region_name(key[0], names) or _("未定地区")


def _type(slug: str) -> str:
    return words.said(case_types()[slug].title)


def _step(slug: str, step: str) -> str:
    found = case_types()[slug].step(step)
    return words.said(found.title) if found else step


def _exported(one: Row, sums: bool) -> list[Any]:
    figures: list[Any] = [one.title, one.tally.total, one.tally.open, one.tally.ended, one.tally.late, one.tally.mean_days]
    return [*figures, *(_yuan(one.sums) if sums else ())]


def _yuan(one: CaseSums) -> tuple[export.Yuan, export.Yuan]:
    return export.Yuan(one.received_fen), export.Yuan(one.paid_fen)


def _asked(request: HttpRequest) -> tuple[CasesAsked, str]:
    given = request.GET
    group, state, slug, region = given.get("by", "type"), given.get("state", ""), given.get("type", ""), given.get("region", "")
    asked = CasesAsked(
        state=state if state in STATES else "", case_type=slug if slug in case_types() else "", region=region if region.isdigit() else "",
        opened_from=day_given(given.get("from", "")), opened_to=day_given(given.get("to", "")),
    )  # fmt: skip
    return asked, group if group in GROUPS else "type"


def _record(request: HttpRequest, action: str, count: int, what: str) -> None:
    me = colleague(request)
    audit.record(
        actor=me.username if me else "", action=action, object_type="case", object_id="", purpose="", at=timezone.now(),
        details={"count": count, "what": what},
    )  # fmt: skip
