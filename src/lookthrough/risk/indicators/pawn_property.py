"""Real estate among pawns (房地产典当占比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("房地产典当占比", "Real estate among pawns"),
    measures=Text("房地产典当余额占典当余额的比例。", "Pawns of real estate over all pawns outstanding."),
    reason=Text("偏离小额动产本业，变相放贷。", "It strays from small movable pawns to lending in disguise."),
    basis="典当管理办法",
    sentence=Text("{month}房地产典当占 {value}", "{value} of the pawns are real estate in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="pawnshop",
    owed_by=OwedBy.FIRM,
    missing=Text("典当行应报未报，按评分卡规定计分。", "The pawnshop owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def pawn_property(facts: Facts) -> Column:
    """``pawn_real_estate_fen`` over ``outstanding_fen``, of the newest return of three months."""
    return ratio(facts.latest("pawn_real_estate_fen"), facts.latest("outstanding_fen"))
