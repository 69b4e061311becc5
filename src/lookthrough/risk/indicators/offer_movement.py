"""How much the offer of loans moves from month to month (标的供给波动)."""

from __future__ import annotations

from itertools import pairwise

import ibis

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator

MONTHS, PAIRS_NEEDED = 6, 3


@indicator(
    title=Text("标的供给月度波动", "Movement of the offer from month to month"),
    measures=Text(
        "最近六个月撮合金额、标的数与平均期限逐月变化幅度（对数）的平均值。",
        "Mean size of the month-to-month changes (logarithms) of money lent, listings and average term over the last six months.",
    ),
    reason=Text(
        "真实的借款需求随季节和客户变化；金额、标的数、期限月月如一，说明标的按资金需要而编排，而不是由借款人提出。",
        "Real borrowers come and go with season and trade; money, listings and term that hardly move show "
        "listings drawn up to the need of money, not brought by borrowers.",
    ),
    basis="江苏省互联网金融协会投资指南（虚假标的）; 网络借贷信息中介机构业务活动管理暂行办法（银监会令2016年第1号）第十条（十）",
    sentence=Text(
        "截至{month}的半年内，标的供给平均每月变动 {value}", "In the six months up to {month} the offer of loans moved by {value} a month"
    ),
    unit="share",
    worse="less",
    group=Group.TOPICS,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台未披露撮合金额、标的数或期限。", "The platform has not disclosed what was lent, its listings or their terms."),
    subject="institution",
)
def offer_movement(facts: Facts) -> Column:
    """Mean of |ln(month / month before)| over ``lent_fen``, ``loans_count`` and ``term_months``; null unless each has three pairs."""
    return sum(_movement(facts, field) for field in ("lent_fen", "loans_count", "term_months")) / 3


def _movement(facts: Facts, field: str) -> Column:
    every = [facts.ago(field, back) for back in range(MONTHS)]
    sound = [ibis.ifelse(one > 0, one, ibis.null("float64")) for one in every]
    steps = [(now / before).ln().abs() for now, before in pairwise(sound)]
    pairs = sum(one.notnull().cast("int64") for one in steps)
    moved = sum(one.fill_null(0.0) for one in steps)
    return ibis.ifelse(pairs >= PAIRS_NEEDED, moved / pairs.nullif(0), ibis.null("float64"))
