"""Water bills unpaid in a row (连续欠缴水费)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("连续欠缴水费期数", "Water bills unpaid in a row"),
    measures=Text("月末连续欠缴水费的期数。", "Water bills unpaid in a row at the end of the month."),
    reason=Text("小额必要支出也欠缴，说明现金枯竭。", "Where even a small and needed bill is unpaid, cash has run out."),
    basis="企业金融风险监测预警工作方案第10组（连续欠缴） | "
    "Plan for warning of enterprises' financial risk, group 10 (continuous unpaid bills)",
    sentence=Text("{month}末连续欠缴水费 {value} 期", "At the end of {month} {value} water bills in a row are unpaid"),
    unit="count",
    worse="more",
    group=Group.UTILITIES,
    source="water_company",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("水务集团未报送，不计入企业分数。", "The water company has not reported; this costs the firm nothing."),
    subject="company",
)
def water_unpaid(facts: Facts) -> Column:
    """``water_unpaid_periods_count`` of this month."""
    return facts.now("water_unpaid_periods_count")
