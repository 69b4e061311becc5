"""Loans to outsiders (投放非社员占比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("投放非社员占比", "Loans to outsiders"),
    measures=Text("投放余额中非社员的比例。", "The share of loans that goes to outsiders."),
    reason=Text("互助资金只应在社员之间使用。", "Mutual funds are for members alone."),
    basis="办公室设定 / office setting 2026-01",
    sentence=Text("{month}投放非社员占 {value}", "{value} of the loans goes to outsiders in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="mutual_cooperative",
    owed_by=OwedBy.FIRM,
    missing=Text(
        "合作社应报未报，按评分卡规定计分。",
        "The co-operative owes it and has not reported; the scorecard says what that counts.",
    ),
    subject="institution",
)
def outsiders_loans(facts: Facts) -> Column:
    """``loans_outsiders_fen`` over ``outstanding_fen``, of the newest return of three months."""
    return ratio(facts.latest("loans_outsiders_fen"), facts.latest("outstanding_fen"))
