"""Client deposits over liability (收取客户保证金占责任余额)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("收取客户保证金占责任余额", "Client deposits over liability"),
    measures=Text("收取客户保证金余额与担保责任余额之比。", "Deposits taken from clients over the liability outstanding."),
    reason=Text("大量收取保证金可能变相吸收资金或挪用。", "Large deposits may be money raised in disguise, or diverted."),
    basis="办公室设定 / office setting 2026-01",
    sentence=Text("{month}客户保证金为责任余额的 {value}", "Client deposits are {value} of the liability in {month}"),
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
def guarantee_deposits(facts: Facts) -> Column:
    """``guarantee_deposits_taken_fen`` over ``guarantee_liability_fen``, of the newest return of three months."""
    return ratio(facts.latest("guarantee_deposits_taken_fen"), facts.latest("guarantee_liability_fen"))
