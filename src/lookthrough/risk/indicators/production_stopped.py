"""The firm has stopped its works (停产半停产)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("停产半停产", "Production stopped"),
    measures=Text("本月企业是否停产或半停产。", "Whether the firm stopped its production, or half of it, this month."),
    reason=Text("停产后没有收入，债务却照常到期。", "Without production there is no income, while debts fall due."),
    basis="企业金融风险监测预警工作方案第3组（亏损） | Plan for warning of enterprises' financial risk, group 3 (losses)",
    sentence=Text("{month}停产半停产：{value}", "Production stopped in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.LOSSES,
    source="industry_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("工信局未报送，不计入企业分数。", "The industry bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def production_stopped(facts: Facts) -> Column:
    """``production_stopped_flag`` of this month."""
    return facts.now("production_stopped_flag")
