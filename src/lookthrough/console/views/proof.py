"""The back-test: what the rules would have found by the end of each month, held against what is known to be true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lookthrough.console.access import colleague, needs
from lookthrough.flows import proving
from lookthrough.flows import queries as flows
from lookthrough.flows.backtesting import BackTest, lead_groups
from lookthrough.flows.rule import all_rules
from lookthrough.offices.roles import Action


@needs(Action.SEE_METHODS)
def backtest(request: HttpRequest) -> HttpResponse:
    """Show recall, precision, lead time and the work that alerts make, as of a month; and how they went over the months."""
    tests = proving.proved_by_month()
    months = [month for month, _ in tests or ()]
    me = colleague(request)
    month = request.GET.get("month", "")
    month = month if month in months else (months[-1] if months else "")
    shown = dict(tests or ()).get(month)
    context = {
        "months": months,
        "month": month,
        "test": shown,
        "rules": [(all_rules().get(one.rule), one) for one in shown.rules] if shown else [],
        "lines": _lines(tests or ()),
        "names_all": bool(me and me.district and me.district.unplaced),
        "leads": sorted(lead_groups(shown.lead_times).items(), key=lambda one: one[0] != "—") if shown else [],
        "run": flows.current_run(),
    }
    return render(request, "console/backtest.html", context)


def _lines(tests: Sequence[tuple[str, BackTest]]) -> list[dict[str, Any]]:
    """Return for each month how many guilty there were by then, how many of them and of others were found, and their bars (0–100)."""
    counts = [
        (
            month,
            sum(one.guilty for one in test.rules),
            sum(one.recall.of for one in test.rules),
            sum(len(one.wrongly) for one in test.rules),
        )
        for month, test in tests
    ]
    most = max([max(numbers) for _, *numbers in counts], default=0) or 1
    return [
        {"month": month, "guilty": guilty, "right": right, "wrong": wrong, "bars": [100 * one // most for one in (guilty, right, wrong)]}
        for month, guilty, right, wrong in counts
    ]
