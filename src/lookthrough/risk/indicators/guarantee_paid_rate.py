"""Paid and not recovered (代偿余额占责任余额)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("代偿余额占责任余额", "Paid and not recovered"),
    measures=Text("代偿余额与担保责任余额之比。", "What was paid for clients and not recovered, over the liability outstanding."),
    reason=Text("代偿上升说明承保质量恶化。", "More payments show that what is vouched for goes bad."),
    basis="办公室设定 / office setting 2026-01",
    sentence=Text("{month}代偿余额为责任余额的 {value}", "What was paid and not recovered is {value} of the liability in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="guarantor",
    owed_by=OwedBy.FIRM,
    missing=Text(
        "融资担保公司应报未报，按评分卡规定计分。",
        "The guarantor owes it and has not reported; the scorecard says what that counts.",
    ),
    subject="institution",
)
def guarantee_paid_rate(facts: Facts) -> Column:
    """``guarantee_paid_outstanding_fen`` over ``guarantee_liability_fen``, of the newest return of three months."""
    return ratio(facts.latest("guarantee_paid_outstanding_fen"), facts.latest("guarantee_liability_fen"))
