"""Unsecured loans of a pawnshop (典当行信用贷款占比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("典当行信用贷款占比", "Unsecured loans of a pawnshop"),
    measures=Text("信用贷款余额占典当余额的比例。", "Unsecured loans over all outstanding."),
    reason=Text("典当行不得发放信用贷款。", "A pawnshop may not lend without a pawn."),
    basis="典当管理办法",
    sentence=Text("{month}信用贷款占 {value}", "{value} is lent without a pawn in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="pawnshop",
    owed_by=OwedBy.FIRM,
    missing=Text("典当行应报未报，按评分卡规定计分。", "The pawnshop owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def pawn_credit_loans(facts: Facts) -> Column:
    """``pawn_credit_loans_fen`` over ``outstanding_fen``, of the newest return of three months."""
    return ratio(facts.latest("pawn_credit_loans_fen"), facts.latest("outstanding_fen"))
