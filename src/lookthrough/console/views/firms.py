"""The list of firms: filters as a sentence that lives in the address, pages that begin at a firm, and the list as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lookthrough.audit import operations as audit
from lookthrough.console import export, words
from lookthrough.console.access import colleague, needs, officer_id
from lookthrough.console.firm_file import INSTITUTION, PARTY
from lookthrough.console.levels_shown import gravest_levels
from lookthrough.console.views.alerts import with_regions
from lookthrough.flows import queries as flows
from lookthrough.kernel.findings import Severity
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action
from lookthrough.registry import list_queries, search_queries
from lookthrough.registry import queries as registry
from lookthrough.registry.list_queries import FirmFilter, FirmPage, FirmRow, WithAlerts
from lookthrough.risk import firm_queries as risk
from lookthrough.risk import queries as alerts_room
from lookthrough.risk.level_words import LEVEL
from lookthrough.risk.queries import AlertFilter
from lookthrough.risk.reasons import COMPANY
from lookthrough.risk.score_queries import LevelRow

PAGE_SIZE = 50
BEST = 200  # what a search finds at most
SHOWN = 5
EXPORTED_AT_ONCE = 1_000
MOST_EXPORTED = 50_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A firm of the list with its region, how grave its gravest open alert is, and where it stands."""

    row: FirmRow
    region: str
    severity: Severity | None
    level: LevelRow | None = None  # of the firm and the institutions it operates, the gravest


@needs(Action.SEE_FIRMS)
def firms(request: HttpRequest) -> HttpResponse:
    """Show one page of the firms asked for, and below it the alerts that a search finds by the same text."""
    asked = asked_for(request)
    page = _page(request, asked, after=_number(request, "after"), before=_number(request, "before"), size=PAGE_SIZE)
    found = alerts_room.alerts(
        officer_id=officer_id(request), asked=AlertFilter(state="all", text=asked.text), today=timezone.localdate(), page_size=SHOWN
    ) if asked.text else None  # fmt: skip
    context = {
        "asked": asked,
        "rows": shown(request, page.rows),
        "page": page,
        "best": BEST,
        "sentence": _sentence(asked, _district(request)),
        "asked_something": replace(asked, order="name") != FirmFilter(),
        "not_indexed": bool(asked.text) and not page.rows and search_queries.is_empty(),
        "alerts": with_regions(found.rows) if found else [],
        "alerts_total": found.total if found else 0,
    }
    return render(request, "console/firms.html", context)


@needs(Action.SEE_FIRMS)
def export_firms(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with the firms of the list as a file, no more than fifty thousand; who took them stands in the trail."""
    asked = asked_for(request)
    said = {one.name: getattr(asked, one.name) for one in fields(asked) if getattr(asked, one.name) and one.name != "text"}
    audit.record(
        actor=request.user.get_username(), action="export_firms", object_type="firms", object_id="list", purpose="", at=timezone.now(),
        details={**said, "searched": bool(asked.text), "at_most": MOST_EXPORTED, "format": format},
    )  # fmt: skip
    header = [
        pgettext("firm", "名称"), _("统一社会信用代码"), _("登记状态"), _("地区"), _("成立日期"), _("注册资本（元）"),
        _("注册资本（原文）"), _("预警"), _("结果"), _("命中词"), _("重点监管"), _("关注等级"), _("评分"),
    ]  # fmt: skip
    return export.table(name="firms", format=format, header=header, rows=_exported(request, asked))


def asked_for(request: HttpRequest) -> FirmFilter:
    """Read the filter from the address; words it does not know ask for nothing."""
    given = {one.name: request.GET[one.name].strip()[:80] for one in fields(FirmFilter) if one.name in request.GET}
    allowed = {"alerts": words.FIRM_ALERTS, "triage": words.FIRM_TRIAGE, "watch": words.FIRM_WATCH, "status": words.STATUS}
    allowed |= {"order": words.FIRM_ORDER, "grade": words.FIRM_GRADE}
    return FirmFilter(**{name: value for name, value in given.items() if name not in allowed or value in allowed[name]})


def shown(request: HttpRequest, rows: Sequence[FirmRow]) -> list[Shown]:
    """Return firms with their regions and the gravest open alert of each and of the institutions it operates."""
    names = offices.region_names()
    parties = flows.parties_identified(identifiers=[row.company_id for row in rows])
    subjects = [pair for row in rows for pair in _subjects(row, parties)]
    gravest = risk.gravest_of(officer_id=officer_id(request), subjects=subjects)
    levels = gravest_levels(of={row.company_id: _subjects(row, {}) for row in rows}, district=_district(request))
    return [
        Shown(
            row, words.region_name(row.region_code, names), _worst(gravest[one] for one in _subjects(row, parties) if one in gravest),
            levels.get(row.company_id),
        )
        for row in rows
    ]  # fmt: skip


def _subjects(row: FirmRow, parties: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    others = [(INSTITUTION, one) for one in row.institution_ids] + [(PARTY, one) for one in parties.get(row.company_id, ())]
    return [(COMPANY, row.company_id), *others]


def _worst(levels: Iterable[Severity]) -> Severity | None:
    return max(levels, key=lambda one: one.rank, default=None)


def _page(request: HttpRequest, asked: FirmFilter, *, after: int | None, before: int | None, size: int) -> FirmPage:
    district = _district(request)
    found = None
    if asked.text:
        found = list(dict.fromkeys(one.company_id for one in search_queries.firms(text=asked.text, district=district, limit=BEST)))
    company_ids, institution_ids = risk.subjects_with_open_alerts(officer_id=officer_id(request)) if asked.alerts else ((), ())
    party_ids = risk.parties_with_open_alerts(officer_id=officer_id(request)) if asked.alerts else []
    parties = [one.identifier for one in flows.parties(party_ids=party_ids).values() if one.identifier and not one.is_person]
    return list_queries.firms(
        asked=asked, district=district, today=timezone.localdate(), with_alerts=WithAlerts(company_ids, institution_ids, parties),
        company_ids=found, after=after, before=before, size=BEST if asked.text else size,
    )  # fmt: skip


def _district(request: HttpRequest) -> District:
    me = colleague(request)
    if me is None or me.district is None:
        raise Http404
    return me.district


def _number(request: HttpRequest, name: str) -> int | None:
    """Read a firm's number from the address; anything else is none."""
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 19 else None


def _sentence(asked: FirmFilter, district: District) -> dict[str, list[tuple[str, Any, bool]]]:
    """Return, for each word of the sentence that can be changed, its choices with the one that is asked for."""
    names = offices.region_names()
    regions = {code: name for code, name in names.items() if district.reaches(code) and code != district.prefix}
    if asked.region and asked.region not in regions and district.reaches(asked.region):
        regions[asked.region] = words.region_name(asked.region, names)
    language = words.language()
    found: dict[str, list[tuple[str, Any]]] = {
        "region": [("", _("全部地区")), *sorted(regions.items())],
        "list": [("", _("任何词表")), *((one.name, one.title.in_language(language)) for one in registry.watch_lists())],
        "status": [("", _("任何状态")), *((value, words.said(title)) for value, title in words.STATUS.items())],
        "grade": list(words.FIRM_GRADE.items()),
        "alerts": list(words.FIRM_ALERTS.items()),
        "triage": list(words.FIRM_TRIAGE.items()),
        "watch": list(words.FIRM_WATCH.items()),
        "order": list(words.FIRM_ORDER.items()),
    }
    return {name: [(value, title, value == getattr(asked, name)) for value, title in some] for name, some in found.items()}


def _exported(request: HttpRequest, asked: FirmFilter) -> Iterator[Sequence[Any]]:
    """Yield the rows of the file, read a thousand firms at a time."""
    after: int | None = None
    for _part in range(MOST_EXPORTED // EXPORTED_AT_ONCE):
        page = _page(request, asked, after=after, before=None, size=EXPORTED_AT_ONCE)
        for one in shown(request, page.rows):
            yield _line(one)
        after = page.next
        if after is None:
            return


def _line(one: Shown) -> Sequence[Any]:
    row = one.row
    capital = export.Yuan(row.registered_capital_fen) if row.registered_capital_fen is not None else ""
    return [
        row.name, row.uscc, words.said(words.STATUS.get(row.status, row.status)), one.region, row.established_on, capital,
        row.registered_capital_text, words.said(words.SEVERITY[one.severity]) if one.severity else "",
        words.said(words.GRADE[row.grade]) if row.grade else "", "、".join(row.words), _("是") if row.watched else "",
        LEVEL[one.level.level].in_language(words.language()) if one.level else "",
        round(one.level.score, 1) if one.level and one.level.score is not None else "",
    ]  # fmt: skip
