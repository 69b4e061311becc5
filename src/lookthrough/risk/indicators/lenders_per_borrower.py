"""How many lenders stand behind one borrower (出借人与借款人之比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("出借人与借款人之比", "Lenders per borrower"),
    measures=Text(
        "最近六个月出借人次与借款人次之比。",
        "Lenders divided by borrowers over the last six months.",
    ),
    reason=Text(
        "许多人的钱流向极少数借款人，是自融和虚构标的最直接的外在表现。",
        "Many people's money that goes to very few borrowers is the plainest outward sign of self-financing and of listings made up.",
    ),
    basis="网络借贷信息中介机构业务活动管理暂行办法（银监会令2016年第1号）第十条（一）、第十七条",
    sentence=Text(
        "截至{month}的半年内，平均 {value}名出借人对应一名借款人",
        "In the six months up to {month} there were {value} lenders for one borrower",
    ),
    unit="count",
    worse="more",
    group=Group.TOPICS,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台未披露出借人数或借款人数。", "The platform has not disclosed its numbers of lenders and borrowers."),
    subject="institution",
)
def lenders_per_borrower(facts: Facts) -> Column:
    """Sum of ``lenders_current_count`` over sum of ``borrowers_current_count`` of six months."""
    return ratio(facts.total("lenders_current_count", 6), facts.total("borrowers_current_count", 6))
