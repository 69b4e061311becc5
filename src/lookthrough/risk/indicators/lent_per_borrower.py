"""How much one borrower takes up in a month (人均借款金额)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("人均借款金额", "Borrowed per borrower"),
    measures=Text(
        "最近六个月撮合金额与借款人数之比。",
        "Money lent divided by borrowers over the last six months.",
    ),
    reason=Text(
        "同一自然人在一家平台的余额不超过20万元，企业不超过100万元；人均远高于此，只能是大额项目或自融。",
        "A person may owe 200,000 yuan on one platform and a firm 1,000,000; an average far above that can "
        "only be large projects or the platform's own.",
    ),
    basis="网络借贷信息中介机构业务活动管理暂行办法（银监会令2016年第1号）第十七条",
    sentence=Text(
        "截至{month}的半年内，平均每名借款人每月借款 {value}", "In the six months up to {month} a borrower took up {value} a month"
    ),
    unit="fen",
    worse="more",
    group=Group.COMPLIANCE_DEVIATION,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台未披露撮合金额或借款人数。", "The platform has not disclosed what was lent or its number of borrowers."),
    subject="institution",
)
def lent_per_borrower(facts: Facts) -> Column:
    """Sum of ``lent_fen`` over sum of ``borrowers_current_count`` of six months."""
    return ratio(facts.total("lent_fen", 6), facts.total("borrowers_current_count", 6))
