"""Net inflow of lenders' money against money lent (资金净流入比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("资金净流入占撮合金额", "Net inflow against money lent"),
    measures=Text(
        "最近六个月资金净流入与撮合金额之比，负数为净流出。",
        "Net inflow over money lent of the last six months; below zero money flows out.",
    ),
    reason=Text(
        "净流入转负，说明出借人在撤离，平台只能以存量资金兑付。",
        "When net inflow turns negative lenders are leaving, and the platform pays from what is left.",
    ),
    basis="江苏省互联网金融协会投资指南（跑路前征兆三：大户撤离）",
    sentence=Text(
        "截至{month}的半年内，资金净流入为撮合金额的 {value}", "In the six months up to {month} net inflow was {value} of money lent"
    ),
    unit="share",
    worse="less",
    group=Group.OMENS,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台未披露资金净流入。", "The platform has not disclosed its net inflow."),
    subject="institution",
)
def net_inflow_share(facts: Facts) -> Column:
    """Sum of ``net_inflow_fen`` over sum of ``lent_fen`` of six months."""
    return ratio(facts.total("net_inflow_fen", 6), facts.total("lent_fen", 6))
