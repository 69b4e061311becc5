"""The list of alerts: what waits, worst first; its filters are a sentence that lives in the address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.audit import operations as audit
from lookthrough.console import export, words
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.saved import default_query, saved_searches
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.risk import queries as risk
from lookthrough.risk.queries import AlertFilter, AlertRow
from lookthrough.risk.subjects import SubjectRow, subjects

PAGE_SIZE = 50


@needs(Action.SEE_ALERTS)
def alerts(request: HttpRequest) -> HttpResponse:
    """Show one page of the subjects whose alerts are asked for; without a wish, what the officer's default search asks for."""
    if not request.GET and (query := default_query(request, "alerts")):
        return HttpResponseRedirect(f"{request.path}?{query}")
    asked, page = asked_for(request), page_number(request)
    today = timezone.localdate()
    found = subjects(officer_id=officer_id(request), asked=asked, today=today, page=page, page_size=PAGE_SIZE)
    choices = risk.choices(officer_id=officer_id(request))
    context = {
        "asked": asked,
        "found": found,
        "rows": _shown(found.rows),
        "page": page,
        "page_size": PAGE_SIZE,
        "sentence": _sentence(asked, choices),
        "asked_something": replace(asked, order="rank") != AlertFilter(),
        "may_work": carries(request, Action.WORK_ALERTS),
        "colleagues": _colleagues(request),
        "saved": saved_searches(request, "alerts"),
        "expand": request.GET.get("months") == "all",
        "today": today,
    }
    return render(request, "console/alerts.html", context)


def _shown(rows: Sequence[SubjectRow]) -> list[tuple[SubjectRow, str]]:
    names = offices.region_names()
    return [(row, words.region_name(row.first.region_code, names)) for row in rows]


def _colleagues(request: HttpRequest) -> list[offices.Colleague]:
    """Return those to whom this officer may give alerts."""
    me = colleague(request)
    if me is None or me.district is None or not me.may(Action.ASSIGN_OTHERS):
        return []
    return [one for one in offices.officers_of(district=me.district) if one.may(Action.WORK_ALERTS)]


@needs(Action.SEE_ALERTS)
def export_alerts(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with every alert of the list as a file."""
    asked = asked_for(request)
    first = risk.alerts(officer_id=officer_id(request), asked=asked, today=timezone.localdate(), page_size=1)
    audit.record(
        actor=request.user.get_username(), action="export_alerts", object_type="alerts", object_id="list", purpose="", at=timezone.now(),
        details={"rows": first.total, "format": format},
    )  # fmt: skip
    header = [
        _("严重程度"),
        _("主体"),
        _("主体编号"),
        _("地区"),
        _("月份"),
        _("原因"),
        _("超限倍数"),
        _("涉及金额（元）"),
        _("状态"),
        _("承办人"),
        _("首次发现"),
        _("最近发现"),
    ]
    return export.table(name="alerts", format=format, header=header, rows=_exported(officer_id(request), asked))


def asked_for(request: HttpRequest) -> AlertFilter:
    """Read the filter from the address; words it does not know ask for nothing."""
    given = {one.name: request.GET[one.name].strip()[:80] for one in fields(AlertFilter) if one.name in request.GET}
    allowed = {"state": words.SHOWN_STATE, "severity": words.SHOWN_SEVERITY, "owner": words.OWNER, "order": words.ORDER}
    return AlertFilter(**{name: value for name, value in given.items() if name not in allowed or value in allowed[name]})


def page_number(request: HttpRequest) -> int:
    """Read the page from the address; anything else than a number is the first."""
    given = request.GET.get("page", "")
    return max(1, int(given)) if given.isdecimal() and len(given) < 8 else 1


def _sentence(asked: AlertFilter, choices: dict[str, list[str]]) -> dict[str, list[tuple[str, Any, bool]]]:
    """Return, for each word of the sentence that can be changed, its choices with the one that is asked for."""
    regions = offices.region_names()
    found: dict[str, list[tuple[str, Any]]] = {
        "state": list(words.SHOWN_STATE.items()),
        "severity": [("", _("任何级别")), *words.SHOWN_SEVERITY.items()],
        "region": [("", _("全部地区")), *((code, words.region_name(code, regions)) for code in choices["region"])],
        "rule": [("", _("任何原因")), *((rule, words.rule_title(rule)) for rule in words.rules())],
        "month": [("", _("全部月份")), *((month, month) for month in choices["month"])],
        "owner": [("", _("任何人")), *words.OWNER.items()],
        "order": list(words.ORDER.items()),
    }
    return {name: [(value, title, value == getattr(asked, name)) for value, title in some] for name, some in found.items()}


def with_regions(rows: Sequence[AlertRow]) -> list[tuple[AlertRow, str]]:
    """Return alerts with the names of their regions."""
    names = offices.region_names()
    return [(row, words.region_name(row.region_code, names)) for row in rows]


def _exported(officer_id: int, asked: AlertFilter) -> Iterator[Sequence[Any]]:
    page, today = 1, timezone.localdate()
    while rows := risk.alerts(officer_id=officer_id, asked=asked, today=today, page=page, page_size=500).rows:
        for row, region in with_regions(rows):
            yield [
                words.SEVERITY[row.severity], words.subject_name(row.name), row.subject_id, region, row.month,
                row.headline.in_language(words.language()), round(row.times_limit, 2), export.Yuan(row.amount_fen),
                words.STATE[row.state], row.owner, row.first_seen, row.last_seen,
            ]  # fmt: skip
        page += 1
