"""Suits over private loans (民间借贷纠纷)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("民间借贷纠纷件数", "Suits over private loans"),
    measures=Text("近三个月民间借贷纠纷件数。", "Suits over private loans in three months."),
    reason=Text("众多出借人起诉，提示企业可能向不特定人借款。", "Many lenders who sue point to borrowing from the public."),
    basis="企业金融风险监测预警工作方案第7组（民间高息借贷） | "
    "Plan for warning of enterprises' financial risk, group 7 (high-rate private debt)",
    sentence=Text("截至{month}近三个月民间借贷纠纷 {value} 件", "{value} suits over private loans in the three months to {month}"),
    unit="count",
    worse="more",
    group=Group.LAWSUITS,
    source="court",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("法院未报送，不计入企业分数。", "The court has not reported; this costs the firm nothing."),
    subject="company",
)
def private_loan_suits(facts: Facts) -> Column:
    """``private_loan_suits_count`` of three months."""
    return facts.total("private_loan_suits_count", months=3)
