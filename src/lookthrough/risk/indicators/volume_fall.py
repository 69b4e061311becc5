"""How far the money lent has fallen within half a year (撮合金额变化)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("半年内撮合金额变化", "Change of money lent within half a year"),
    measures=Text(
        "最近三个月撮合金额与此前三个月相比的变化。",
        "Money lent in the last three months against the three months before.",
    ),
    reason=Text(
        "旧债靠新资金兑付的平台，成交一旦下降就难以为继；成交萎缩往往先于提现困难。",
        "A platform that pays old lenders with new money cannot stand a fall; shrinking volume comes before withdrawals that are not paid.",
    ),
    basis="江苏省互联网金融协会投资指南（跑路前征兆三：大户撤离）",
    sentence=Text(
        "截至{month}的三个月，撮合金额较此前三个月变化 {value}",
        "In the three months up to {month} money lent differs by {value} from the three months before",
    ),
    unit="share",
    worse="less",
    group=Group.OMENS,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台未披露撮合金额。", "The platform has not disclosed what was lent."),
    subject="institution",
)
def volume_fall(facts: Facts) -> Column:
    """Mean ``lent_fen`` of the last three months over the mean of the three before, less one; months without a report are passed over."""
    return ratio(facts.mean("lent_fen", 3, since=0), facts.mean("lent_fen", 3, since=3)) - 1
