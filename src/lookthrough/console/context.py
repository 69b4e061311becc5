"""What every page shows: who is signed in, where one may go, light or dark, and whether the data are generated."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lookthrough.console.access import carries, colleague
from lookthrough.flows import queries as flows
from lookthrough.offices.roles import Action

NAVIGATION = (
    ("console:work", _("工作台"), Action.SEE_WORK),
    ("console:alerts", _("预警"), Action.SEE_ALERTS),
    ("console:firms", pgettext_lazy("navigation", "主体"), Action.SEE_FIRMS),
    ("console:trail", _("审计"), Action.SEE_AUDIT),
    ("console:officers", _("人员"), Action.SEE_OFFICERS),
)
THEMES = ("auto", "light", "dark")


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the frame around each page."""
    theme = request.COOKIES.get("theme", "auto")
    return {
        "me": colleague(request),
        "navigation": [
            {"url": reverse(url), "title": title, "here": _stands_in(request.path, reverse(url))}
            for url, title, action in NAVIGATION
            if carries(request, action)
        ],
        "may_search": carries(request, Action.SEE_FIRMS),
        "theme": theme if theme in THEMES else "auto",
        "data_are_generated": flows.ledger_is_generated(),
    }


def _stands_in(path: str, section: str) -> bool:
    """Return whether a page belongs to a section; the first page is a section of its own."""
    return path == section if section == reverse("console:work") else path.startswith(section)
