"""How often the head of the firm left the country (负责人出境)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("负责人近90日出境次数", "Exits of the head in 90 days"),
    measures=Text("负责人近90日出境的次数。", "How often the head of the firm left the country in 90 days."),
    reason=Text(
        "频繁出境可能是转移资产或准备出逃；单独不足为凭。",
        "Frequent exits may mean that assets are moved or flight prepared; alone they prove nothing.",
    ),
    basis="企业金融风险监测预警工作方案第6组（负责人频繁出境） | "
    "Plan for warning of enterprises' financial risk, group 6 (the head's frequent exits)",
    sentence=Text("截至{month}负责人近90日出境 {value} 次", "By {month} the head left the country {value} times in 90 days"),
    unit="count",
    worse="more",
    group=Group.HEAD,
    source="public_security",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("公安局未报送，不计入企业分数。", "The police has not reported; this costs the firm nothing."),
    subject="company",
)
def head_exits(facts: Facts) -> Column:
    """``head_exits_90_days_count`` of this month."""
    return facts.now("head_exits_90_days_count")
