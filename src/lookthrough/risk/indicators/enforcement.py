"""Judgments are being enforced against the firm (被执行)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("被执行案件数", "Enforcement cases"),
    measures=Text("月末被执行案件数。", "Enforcement cases at the end of the month."),
    reason=Text("判决后仍不履行，说明无力或拒绝偿付。", "A judgment that is not met shows that the firm cannot or will not pay."),
    basis="企业金融风险监测预警工作方案第7组（系列诉讼） | Plan for warning of enterprises' financial risk, group 7 (serial suits)",
    sentence=Text("{month}末被执行案件 {value} 件", "{value} enforcement cases at the end of {month}"),
    unit="count",
    worse="more",
    group=Group.LAWSUITS,
    source="court",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("法院未报送，不计入企业分数。", "The court has not reported; this costs the firm nothing."),
    subject="company",
)
def enforcement(facts: Facts) -> Column:
    """``enforcement_cases_count`` of this month."""
    return facts.now("enforcement_cases_count")
