"""The average term of the loans listed (平均借款期限)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("平均借款期限", "Average term of loans"),
    measures=Text(
        "最近六个月平均借款期限的均值。",
        "Mean of the average terms of the last six months.",
    ),
    reason=Text(
        "期限越短，兑付压力越集中，越依赖不断有新资金进入；短标是跑路前的第二个征兆。",
        "The shorter the term, the more must be paid back at once and the more depends on new money; short "
        "listings are the second omen of flight.",
    ),
    basis=(
        "江苏省互联网金融协会投资指南（跑路前征兆二：短期标、收益异常）; "
        "网络借贷信息中介机构业务活动管理暂行办法（银监会令2016年第1号）第十条（六）"
    ),
    sentence=Text("截至{month}的半年内，平均借款期限为 {value}", "In the six months up to {month} loans ran for {value} on average"),
    unit="months",
    worse="less",
    group=Group.OMENS,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台未披露借款期限。", "The platform has not disclosed the terms of its loans."),
    subject="institution",
)
def average_term(facts: Facts) -> Column:
    """Mean of ``term_months`` of six months."""
    return facts.mean("term_months", 6, since=0)
