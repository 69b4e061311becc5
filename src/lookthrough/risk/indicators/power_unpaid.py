"""Power bills unpaid in a row (连续欠缴电费)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("连续欠缴电费期数", "Power bills unpaid in a row"),
    measures=Text("月末连续欠缴电费的期数。", "Power bills unpaid in a row at the end of the month."),
    reason=Text(
        "电费是维持生产的必要支出，连续欠费说明现金枯竭。",
        "Power is needed to produce at all; bills unpaid in a row show that cash has run out.",
    ),
    basis="企业金融风险监测预警工作方案第10组（连续欠缴） | "
    "Plan for warning of enterprises' financial risk, group 10 (continuous unpaid bills)",
    sentence=Text("{month}末连续欠缴电费 {value} 期", "At the end of {month} {value} power bills in a row are unpaid"),
    unit="count",
    worse="more",
    group=Group.UTILITIES,
    source="power_company",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("供电公司未报送，不计入企业分数。", "The power company has not reported; this costs the firm nothing."),
    subject="company",
)
def power_unpaid(facts: Facts) -> Column:
    """``power_unpaid_periods_count`` of this month."""
    return facts.now("power_unpaid_periods_count")
