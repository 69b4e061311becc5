"""The methods, as the catalogue in code has them: each rule, each watch list and each parameter a page that can be cited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lookthrough.console import words
from lookthrough.console.access import needs, officer_id
from lookthrough.flows import figures
from lookthrough.flows.custody_findings import RULE as CUSTODY
from lookthrough.flows.product_checking import RULE as PRODUCTS
from lookthrough.flows.rule import all_rules
from lookthrough.flows.shared_limits import shared_limits
from lookthrough.kernel.limits import Limit, LimitTable
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.queries import HitCount, WatchList
from lookthrough.risk import following, judged
from lookthrough.risk.judged import Record
from lookthrough.risk.level_findings import RULE as CONCERN_LEVEL
from lookthrough.risk.reasons import SCREENING

COUNTED_FOR = 300  # seconds for which the counts over the whole register are kept
SHARED_LIMITS: dict[str, Text] = {
    "assignments": Text("真实债权转让", "Matched assignments"),
    "critical": Text("拟定“特别严重”", "Proposing critical"),
    "reconciliation": Text("存管与账面核对", "Reconciliation with the custodian"),
    "product_registration": Text("产品登记", "Product registration"),
}


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One dated row of a limit, and whether it is in force today."""

    title: str
    limit: Limit
    in_force: bool


@needs(Action.SEE_METHODS)
def methods(request: HttpRequest) -> HttpResponse:
    """List every rule and watch list with its record."""
    records, report = judged.records(officer_id=officer_id(request)), figures.run_report()
    ran = {one.rule: one for one in report.rules} if report else {}
    hits = _hits_by_list()
    context = {
        "rules": [(one, records.get(one.name, Record()), ran.get(one.name)) for one in all_rules().values()],
        "lists": [(one, _words(one), hits.get(one.name, _no_hits())) for one in registry.watch_lists()],
        "screening": records.get(SCREENING, Record()),
        "report": report,
        "today": timezone.localdate(),
    }
    return render(request, "console/methods.html", context)


@needs(Action.SEE_METHODS)
def method(request: HttpRequest, rule: str) -> HttpResponse:
    """Show one rule: what it measures, why, since when and by which limits, how often it spoke and how often it was right."""
    if rule == CONCERN_LEVEL:
        return redirect("console:indicators")
    if rule in (PRODUCTS, CUSTODY):  # no rule of the catalogue: its limits stand with those that rules share
        return redirect("console:parameters")
    found = all_rules().get(rule)
    if found is None:
        raise Http404
    me, today = officer_id(request), timezone.localdate()
    report = figures.run_report()
    context = {
        "rule": found,
        "limits": _limits(found.limits, today),
        "applies_to": sorted(found.applies_to),
        "needs": found.needs,
        "record": judged.records(officer_id=me).get(rule, Record()),
        "versions": judged.versions(officer_id=me, rule=rule),
        "in_run": next((one for one in report.rules if one.rule == rule), None) if report else None,
        "report": report,
    }
    return render(request, "console/method.html", context)


@needs(Action.SEE_METHODS)
def watch_list(request: HttpRequest, list_name: str) -> HttpResponse:
    """Show one watch list: its words, its source and dates, and what its words met in the register."""
    found = next((one for one in registry.watch_lists() if one.name == list_name), None)
    if found is None:
        raise Http404
    rows = [one for one in _hit_counts() if one.list == list_name]
    context = {
        "list": found,
        "words": {field: sorted(some) for field, some in found.words.items() if some},
        "rows": rows,
        "total": _sum(rows),
        "in_force": found.in_force(timezone.localdate()),
    }
    return render(request, "console/watch_list.html", context)


@needs(Action.SEE_METHODS)
def parameters(request: HttpRequest) -> HttpResponse:
    """Show every dated parameter on one page: the limits of each rule, those that rules share, and the clock of alerts."""
    today = timezone.localdate()
    context = {
        "rules": [(one, _limits(one.limits, today)) for one in all_rules().values()],
        "shared": [(words.said(SHARED_LIMITS.get(name, name)), _limits(some, today)) for name, some in shared_limits().items()],
        "clock": [LimitRow(words.said(words.SEVERITY[row.name]), row, in_force=row.valid_from <= today) for row in following.clock().rows],
    }
    return render(request, "console/parameters.html", context)


def _limits(table: LimitTable, today: date) -> list[LimitRow]:
    """Return a table's dated rows, the newest of each name first, and which are in force."""
    now = table.on(today)
    rows = sorted(table.rows, key=lambda row: -row.valid_from.toordinal())
    names = list(dict.fromkeys(row.name for row in table.rows))
    return [
        LimitRow(words.limit_name(row.name), row, in_force=row.name in now and now[row.name] is row)
        for row in sorted(rows, key=lambda row: names.index(row.name))
    ]


def _words(one: WatchList) -> int:
    return len(set().union(*one.words.values()))


def _hit_counts() -> list[HitCount]:
    """Count the register's hits; the count runs over all of them, so it is kept for some minutes."""
    found: list[HitCount] | None = cache.get("methods.hits")
    if found is None:
        found = registry.hit_summary()
        cache.set("methods.hits", found, COUNTED_FOR)
    return found


def _hits_by_list() -> dict[str, dict[str, int]]:
    counts = _hit_counts()
    return {name: _sum([one for one in counts if one.list == name]) for name in {one.list for one in counts}}


def _no_hits() -> dict[str, int]:
    return _sum([])


def _sum(rows: list[HitCount]) -> dict[str, Any]:
    return {name: sum(getattr(one, name) for one in rows) for name in ("graded", "negated", "licensed", "ungraded")}
