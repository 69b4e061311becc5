"""Power is cut because bills are unpaid (停电催费)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("停电催费", "Power cut for unpaid bills"),
    measures=Text("本月是否因欠费停电。", "Whether power was cut for unpaid bills this month."),
    reason=Text("停电即停产。", "Where power is cut, production stops."),
    basis="企业金融风险监测预警工作方案第10组（连续欠缴） | "
    "Plan for warning of enterprises' financial risk, group 10 (continuous unpaid bills)",
    sentence=Text("{month}停电催费：{value}", "Power cut in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.UTILITIES,
    source="power_company",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("供电公司未报送，不计入企业分数。", "The power company has not reported; this costs the firm nothing."),
    subject="company",
)
def power_cut(facts: Facts) -> Column:
    """``power_cut_flag`` of this month."""
    return facts.now("power_cut_flag")
