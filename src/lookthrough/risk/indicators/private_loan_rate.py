"""The highest rate at which the firm borrows privately (民间借贷利率)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("民间借贷最高年利率", "Highest rate of a private loan"),
    measures=Text("涉诉民间借贷中最高的年利率。", "The highest yearly rate among private loans before the court."),
    reason=Text(
        "借高息续命的企业离断裂不远；是否超过司法保护上限按合同日另行核对。",
        "A firm that lives on dear loans is close to breaking; whether the cap of the contract's day is passed is checked apart.",
    ),
    basis="企业金融风险监测预警工作方案第7组（民间高息借贷） | "
    "Plan for warning of enterprises' financial risk, group 7 (high-rate private debt)",
    sentence=Text(
        "{month}涉诉民间借贷最高年利率 {value}",
        "The highest yearly rate of a private loan before the court in {month} is {value}",
    ),
    unit="rate",
    worse="more",
    group=Group.LAWSUITS,
    source="court",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("法院未报送，不计入企业分数。", "The court has not reported; this costs the firm nothing."),
    subject="company",
)
def private_loan_rate(facts: Facts) -> Column:
    """``private_loan_highest_rate`` of this month."""
    return facts.now("private_loan_highest_rate")
