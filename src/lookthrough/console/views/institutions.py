"""Institutions of the district: who they are, what lies in their books, what came in and went out; and one of them in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lookthrough.audit import operations as audit
from lookthrough.console import area, export, words
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.charts import Layer, stacked
from lookthrough.console.levels_shown import gravest_levels
from lookthrough.console.picture import drawn
from lookthrough.console.saved import default_query, saved_searches
from lookthrough.console.views.levels import level_of
from lookthrough.flows import custody_queries as custody
from lookthrough.flows import figures
from lookthrough.flows import queries as flows
from lookthrough.flows.figures import Balance
from lookthrough.kernel.findings import Severity
from lookthrough.kernel.money import fen_text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.queries import InstitutionFacts
from lookthrough.risk import queries as risk
from lookthrough.risk.level_words import LEVEL
from lookthrough.risk.score_queries import LevelRow
from lookthrough.risk.subjects import waiting_by_subject

LINE_DAYS, CHART_DAYS = 90, 120
ORDERS = ("alerts", "closing", "inflow", "uses", "name")
INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class Row:
    """One institution as the list shows it."""

    facts: InstitutionFacts
    region: str
    licence: str
    custodian: str
    balance: Balance
    clients: int
    line: Sequence[int]
    alerts: int
    severity: Severity | None
    level: LevelRow | None = None


@needs(Action.SEE_INSTITUTIONS)
def institutions(request: HttpRequest) -> HttpResponse:
    """List the institutions of the district with their last thirty days."""
    if not request.GET and (query := default_query(request, "institutions")):
        return HttpResponseRedirect(f"{request.path}?{query}")
    shown = area.window(request)
    rows = _rows(request, shown)
    context = {
        "rows": rows,
        "window": shown,
        "total": figures.total([row.balance for row in rows]),
        "businesses": sorted({one.business for one in area.institutions(request)}),
        "business": request.GET.get("business", ""),
        "text": request.GET.get("text", "").strip(),
        "order": _order(request),
        "orders": ORDERS,
        "run": flows.current_run(),
        "saved": saved_searches(request, "institutions"),
    }
    return render(request, "console/institutions.html", context)


@needs(Action.SEE_INSTITUTIONS)
def export_institutions(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with the list as a file."""
    shown = area.window(request)
    rows = _rows(request, shown)
    audit.record(
        actor=request.user.get_username(), action="export_institutions", object_type="institutions", object_id="list", purpose="",
        at=timezone.now(), details={"rows": len(rows), "format": format},
    )  # fmt: skip
    header = [
        _("机构"), _("机构编号"), _("业务"), _("运营企业"), _("地区"), _("许可证号"), _("存管银行"), _("期初（元）"), _("流入（元）"),
        _("用途（元）"), _("结存（元）"), _("单日最多付款客户"), _("待处理预警"), _("关注等级"), _("评分"),
    ]  # fmt: skip
    return export.table(name="institutions", format=format, header=header, rows=_exported(rows))


def _exported(rows: Sequence[Row]) -> Iterator[Sequence[Any]]:
    for row in rows:
        one, sums = row.facts, row.balance
        yield [
            one.name, one.institution_id, str(words.BUSINESS.get(one.business, one.business)), one.operator.name if one.operator else "",
            row.region, row.licence, row.custodian, export.Yuan(sums.opening_fen), export.Yuan(sums.inflow_fen),
            export.Yuan(sums.uses_fen), export.Yuan(sums.closing_fen), row.clients, row.alerts,
            LEVEL[row.level.level].in_language(words.language()) if row.level else "",
            round(row.level.score, 1) if row.level and row.level.score is not None else "",
        ]  # fmt: skip


def licence(one: InstitutionFacts) -> str:
    """Return the number of an institution's licence as the register has it."""
    return one.licence_no


def _rows(request: HttpRequest, shown: area.Window) -> list[Row]:
    asked, text = request.GET.get("business", ""), request.GET.get("text", "").strip().casefold()
    chosen = [
        one
        for one in area.institutions(request)
        if (not asked or one.business == asked)
        and (not text or text in f"{one.name} {one.institution_id} {one.operator.name if one.operator else ''}".casefold())
    ]
    ids = [one.institution_id for one in chosen]
    days = [shown.to_date - timedelta(days=back) for back in range(LINE_DAYS, -1, -3)]
    sums = figures.balances(institution_ids=ids, from_date=shown.from_date, to_date=shown.to_date)
    lines = figures.stock_lines(institution_ids=ids, days=days)
    busiest = figures.most_clients_a_day(institution_ids=ids, from_date=shown.from_date, to_date=shown.to_date)
    waiting = waiting_by_subject(officer_id=officer_id(request), subject_type=INSTITUTION, today=timezone.localdate())
    banks, names, me = figures.custodians(), offices.region_names(), colleague(request)
    levels = gravest_levels(of={one: [(INSTITUTION, one)] for one in ids}, district=me.district) if me and me.district else {}
    rows = [
        Row(
            facts=one,
            region=words.region_name(one.region_code, names),
            licence=licence(one),
            custodian=banks.get(one.institution_id, ""),
            balance=sums.get(one.institution_id, Balance()),
            clients=busiest.get(one.institution_id, 0),
            line=lines.get(one.institution_id, []),
            alerts=waiting.get(one.institution_id, (0, None))[0],
            severity=waiting.get(one.institution_id, (0, None))[1],
            level=levels.get(one.institution_id),
        )
        for one in chosen
    ]
    return sorted(rows, key=_key(_order(request)))


def _order(request: HttpRequest) -> str:
    asked = request.GET.get("order", "")
    return asked if asked in ORDERS else ORDERS[0]


def _key(order: str) -> Any:
    keys = {
        "alerts": lambda row: (-(row.severity.rank if row.severity else -1), -row.alerts, -row.balance.closing_fen),
        "closing": lambda row: (-row.balance.closing_fen,),
        "inflow": lambda row: (-row.balance.inflow_fen,),
        "uses": lambda row: (-row.balance.uses_fen,),
        "name": lambda row: (row.facts.name,),
    }
    return keys[order]


@needs(Action.SEE_INSTITUTIONS)
def institution(request: HttpRequest, institution_id: str) -> HttpResponse:
    """Show one institution: its books by origin, where the money goes, its clients and rates, its findings, and how sound its data are."""
    one, shown = area.institution_or_404(request, institution_id), area.window(request)
    found = flows.flow_picture(institution_id=institution_id, from_date=shown.from_date, to_date=shown.to_date, language=words.language())
    query = urlencode({"from": shown.from_date.isoformat(), "to": shown.to_date.isoformat()})
    address = f"{reverse('console:institution-transfers', args=[institution_id])}?{query}"
    days = chart_days(shown)
    lines = figures.stock_by_origin(institution_id=institution_id, days=days)
    months = risk.other_months(officer_id=officer_id(request), subject_type=INSTITUTION, subject_id=institution_id)
    listed, moved = figures.listings(institution_id=institution_id, from_date=shown.from_date, to_date=shown.to_date)
    report = figures.run_report()
    people = figures.clients(institution_id=institution_id, from_date=shown.from_date, to_date=shown.to_date)
    context = {
        "one": one,
        "region": words.region_name(one.region_code),
        "licence": licence(one),
        "custodian": figures.custodians().get(institution_id, ""),
        "window": shown,
        "picture": drawn(found, shown.from_date, shown.to_date, address=address),
        "stock": _stock(lines, days),
        "stock_table": _table(lines, days),
        "stock_most": max((sum(values) for _day, values in _table(lines, days)), default=0),
        "layers": [(origin.replace("_", "-"), words.said(words.ORIGIN[origin])) for origin in lines],
        "clients": people,
        "paying_line": [day.paying for day in people],
        "paid_line": [day.paid for day in people],
        "rate": _rate(people),
        "findings": months,
        "standing": level_of(request, INSTITUTION, institution_id),
        "listed": listed,
        "moved": moved,
        "lacking_fen": report.lacking_fen.get(institution_id, 0) if report else 0,
        "report": report,
        "reconciled": next(iter(custody.newest(institution_ids=[institution_id])), None),
        "run": flows.current_run(),
        "may_see_transfers": carries(request, Action.SEE_TRANSFERS),
    }
    return render(request, "console/institution.html", context)


@needs(Action.SEE_INSTITUTIONS)
def export_institution(request: HttpRequest, institution_id: str, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with an institution's stock by origin, a row a day, as a file."""
    area.institution_or_404(request, institution_id)
    shown = area.window(request)
    days = [shown.from_date + timedelta(days=place) for place in range((shown.to_date - shown.from_date).days + 1)]
    lines = figures.stock_by_origin(institution_id=institution_id, days=days)
    audit.record(
        actor=request.user.get_username(), action="export_institution", object_type="institution", object_id=institution_id, purpose="",
        at=timezone.now(), details={"rows": len(days), "format": format},
    )  # fmt: skip
    header = [_("日期"), *(words.said(words.ORIGIN[origin]) + _("（元）") for origin in lines), _("合计（元）")]
    rows = ([day, *(export.Yuan(fen) for fen in values), export.Yuan(sum(values))] for day, values in _table(lines, days))
    return export.table(name="institution", format=format, header=header, rows=rows)


def chart_days(shown: area.Window) -> list[date]:
    """Return the days a chart draws: every day of what the run covers, or so many apart that there are not too many."""
    apart = max(1, -(-shown.length // CHART_DAYS))
    return [shown.last - timedelta(days=back) for back in range(0, shown.length + 1, apart)][::-1]


def _stock(lines: dict[str, list[int]], days: Sequence[date]) -> Any:
    language = words.language()
    said = {
        place: "\n".join(
            [
                day.isoformat(),
                *(f"{words.said(words.ORIGIN[origin])} {fen_text(line[place], language)}" for origin, line in lines.items() if line[place]),
            ]
        )
        for place, day in enumerate(days)
    }
    return stacked([Layer(origin.replace("_", "-"), words.said(words.ORIGIN[origin]), line) for origin, line in lines.items()], days, said)


def _table(lines: dict[str, list[int]], days: Sequence[date]) -> list[tuple[date, list[int]]]:
    return [(day, [line[place] for line in lines.values()]) for place, day in enumerate(days)]


def _rate(people: Sequence[figures.DayOfClients]) -> tuple[float, float] | None:
    """Return the lowest and highest mean rate of a day on what was invested."""
    rates = [one.invested_rate for one in people if one.invested_rate]
    return (min(rates), max(rates)) if rates else None
