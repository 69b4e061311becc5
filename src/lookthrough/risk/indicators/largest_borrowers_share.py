"""Share of the ten largest borrowers in what is owed (前十大借款人占比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("前十大借款人待还占比", "Share of the ten largest borrowers"),
    measures=Text(
        "最近六个月前十大借款人待还金额占全部待还金额的平均比例。",
        "Mean share of the ten largest borrowers in all that is owed, over the last six months.",
    ),
    reason=Text(
        "借款高度集中，一户违约即足以使平台停兑；合规平台的单户余额不超过20万和100万，十户不可能占多数。",
        "Where few owe most, one default stops all payment; within the balance limits of 200,000 and 1,000,000 "
        "yuan ten borrowers cannot owe the greater part.",
    ),
    basis=(
        "网络借贷信息中介机构业务活动管理暂行办法（银监会令2016年第1号）第十七条; "
        "网络借贷信息中介机构业务活动信息披露指引（银监办发〔2017〕113号）第八条"
    ),
    sentence=Text(
        "截至{month}的半年内，前十大借款人平均占待还金额的 {value}",
        "In the six months up to {month} the ten largest borrowers owed {value} of all",
    ),
    unit="share",
    worse="more",
    group=Group.TOPICS,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台未披露前十大借款人占比。", "The platform has not disclosed the share of its ten largest borrowers."),
    subject="institution",
)
def largest_borrowers_share(facts: Facts) -> Column:
    """Mean of ``top_10_borrowers_share`` of six months."""
    return facts.mean("top_10_borrowers_share", 6, since=0)
