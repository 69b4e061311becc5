"""How far the return swings within half a year (收益率波动)."""

from __future__ import annotations

import ibis

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator
from lookthrough.risk.indicators._extremes import highest, lowest

MONTHS_NEEDED = 3


@indicator(
    title=Text("半年内收益率波动", "Swing of the return within half a year"),
    measures=Text(
        "最近六个月月均收益率的最高值与最低值之差。",
        "Highest less lowest average return of the last six months.",
    ),
    reason=Text(
        "收益率忽高忽低，是靠加息、返利临时揽钱的表现。",
        "A return that jumps up and down shows money drawn in at need, with bonuses and rebates.",
    ),
    basis="江苏省互联网金融协会投资指南（跑路前征兆二：收益异常）",
    sentence=Text("截至{month}的半年内，收益率波动 {value}", "In the six months up to {month} the return swung by {value}"),
    unit="points",
    worse="more",
    group=Group.OMENS,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台未披露收益率。", "The platform has not disclosed its returns."),
    subject="institution",
)
def return_swing(facts: Facts) -> Column:
    """Highest less lowest ``annual_rate`` of six months; null unless three months were reported."""
    rates = [facts.ago("annual_rate", back) for back in range(6)]
    reported = sum(rate.notnull().cast("int64") for rate in rates)
    return ibis.ifelse(reported >= MONTHS_NEEDED, highest(rates) - lowest(rates), ibis.null("float64"))
