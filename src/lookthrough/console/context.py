"""What every page shows: who is signed in, where one may go, light or dark, and whether the data are generated."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lookthrough.console.access import carries, colleague
from lookthrough.desk import notice_queries
from lookthrough.flows import queries as flows
from lookthrough.offices.roles import Action

MAIN, MORE = "main", "more"
# A page of the bar is one line: address, title, the action that opens it, and whether it stands in the bar or behind "more".
NAVIGATION: list[tuple[str, str | Promise, Action, str]] = [
    ("console:work", _("工作台"), Action.SEE_WORK, MAIN),
    ("console:alerts", _("预警"), Action.SEE_ALERTS, MAIN),
    ("console:firms", pgettext_lazy("navigation", "主体"), Action.SEE_FIRMS, MAIN),
    ("console:my-work", _("我的工作"), Action.SEE_WORK, MORE),
    ("console:calendar", _("日历"), Action.SEE_WORK, MORE),
    ("console:triages", _("分诊"), Action.SEE_FIRMS, MORE),
    ("console:watched", _("重点监管"), Action.SEE_FIRMS, MORE),
    ("console:corrections", _("更正"), Action.SEE_FIRMS, MORE),
    ("console:matches", _("核对"), Action.JUDGE_MATCHES, MORE),
    ("console:people", _("查人"), Action.SEE_PEOPLE, MORE),
    ("console:institutions", pgettext_lazy("navigation", "机构"), Action.SEE_INSTITUTIONS, MAIN),
    ("console:products", _("产品登记"), Action.SEE_INSTITUTIONS, MORE),
    ("console:reconciliations", _("存管对账"), Action.SEE_MONEY, MORE),
    ("console:money", _("资金"), Action.SEE_MONEY, MAIN),
    ("console:cases", _("线索与案件"), Action.SEE_CASES, MAIN),
    ("console:case-reports", _("案件统计"), Action.SEE_CASES, MORE),
    ("console:shared-cases", _("向我开放的案件"), Action.SEE_SHARED_CASES, MAIN),
    ("console:campaigns", pgettext_lazy("navigation", "专项"), Action.SEE_CAMPAIGNS, MAIN),
    ("console:petitions", _("信访接待"), Action.SEE_PETITIONS, MORE),
    ("console:supervision", _("监管"), Action.SEE_SUPERVISION, MORE),
    ("console:graph-risks", _("担保圈"), Action.SEE_RISKS, MORE),
    ("console:incidents", _("群体事件"), Action.SEE_RISKS, MORE),
    ("console:rescues", _("纾困"), Action.SEE_RESCUES, MORE),
    ("console:reports", _("月报"), Action.SEE_REPORTS, MORE),
    ("console:returns", pgettext_lazy("navigation", "报送"), Action.SEE_RETURNS, MAIN),
    ("console:trail", _("审计"), Action.SEE_AUDIT, MAIN),
    ("console:methods", _("方法"), Action.SEE_METHODS, MAIN),
    ("console:authorities", _("授权"), Action.SEE_TRANSFERS, MORE),
    ("console:officers", _("人员"), Action.SEE_OFFICERS, MORE),
    ("console:system", _("系统"), Action.SEE_SYSTEM, MORE),
]
IN_BAR = 8  # entries that a window of 1,280 points holds in English beside the search field and the name
THEMES = ("auto", "light", "dark")


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the frame around each page."""
    theme, me = request.COOKIES.get("theme", "auto"), colleague(request)
    return {
        "me": me,
        "unread_notices": notice_queries.unread(officer_id=me.officer_id) if me else 0,
        **_navigation(request),
        "may_search": carries(request, Action.SEE_FIRMS),
        "may_see_work": carries(request, Action.SEE_WORK),
        "may_ask_authority": carries(request, Action.ASK_AUTHORITY),
        "theme": theme if theme in THEMES else "auto",
        "data_are_generated": flows.ledger_is_generated(),
    }


def first_page(request: HttpRequest) -> str:
    """Return the first page of the bar that the officer may open; without any, one's own account."""
    return next((reverse(url) for url, _title, action, _part in NAVIGATION if carries(request, action)), reverse("console:account"))


def _navigation(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """Return what of the bar the officer may open; what the bar cannot hold goes behind "more", and a single page there needs no cover."""
    parts: dict[str, list[dict[str, Any]]] = {MAIN: [], MORE: []}
    for url, title, action, part in NAVIGATION:
        if carries(request, action):
            address = reverse(url)
            parts[part].append({"url": address, "title": title, "here": _stands_in(request.path, address)})
    parts[MAIN], parts[MORE] = parts[MAIN][:IN_BAR], parts[MAIN][IN_BAR:] + parts[MORE]
    if len(parts[MORE]) == 1:
        parts[MAIN] += parts[MORE]
        parts[MORE] = []
    return {"navigation": parts[MAIN], "navigation_more": parts[MORE]}


def _stands_in(path: str, section: str) -> bool:
    """Return whether a page belongs to a section; the first page is a section of its own."""
    return path == section if section == reverse("console:work") else path.startswith(section)
