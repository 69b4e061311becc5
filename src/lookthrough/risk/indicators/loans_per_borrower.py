"""How many listings one borrower has in a month (每名借款人标的数)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("每名借款人的标的数", "Listings per borrower"),
    measures=Text(
        "最近六个月借款标的数与借款人数之比。",
        "Listings divided by borrowers over the last six months.",
    ),
    reason=Text(
        "同一借款人反复发标，常是拆分一笔大额借款以避开余额上限，或以少数名义人发布虚构标的。",
        "A borrower with listing after listing often stands for one large loan split to stay below the limit, "
        "or for listings made up in a few names.",
    ),
    basis="网络借贷信息中介机构业务活动管理暂行办法（银监会令2016年第1号）第十条（六）、第十七条",
    sentence=Text(
        "截至{month}的半年内，平均每名借款人每月有 {value}个标的", "In the six months up to {month} a borrower had {value} listings a month"
    ),
    unit="count",
    worse="more",
    group=Group.TOPICS,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台未披露标的数或借款人数。", "The platform has not disclosed its numbers of listings and borrowers."),
    subject="institution",
)
def loans_per_borrower(facts: Facts) -> Column:
    """Sum of ``loans_count`` over sum of ``borrowers_current_count`` of six months."""
    return ratio(facts.total("loans_count", 6), facts.total("borrowers_current_count", 6))
