"""Guarantors had to pay for the firm (被代偿)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("被担保公司代偿笔数", "Payments by guarantors"),
    measures=Text("近三个月担保公司为企业代偿的笔数。", "How often guarantors paid for the firm in three months."),
    reason=Text(
        "发生代偿即企业已违约，并把风险传给担保公司。",
        "Where a guarantor paid, the firm has defaulted and the guarantor carries the risk on.",
    ),
    basis="企业金融风险监测预警工作方案第3组（担保债务未偿） | "
    "Plan for warning of enterprises' financial risk, group 3 (guaranteed debts unpaid)",
    sentence=Text("截至{month}近三个月被代偿 {value} 笔", "In the three months to {month} guarantors paid {value} times"),
    unit="count",
    worse="more",
    group=Group.LOSSES,
    source="finance_office",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("地方金融工作部门未报送，不计入企业分数。", "The local finance office has not reported; this costs the firm nothing."),
    subject="company",
)
def guarantor_payments(facts: Facts) -> Column:
    """``guarantor_payments_count`` of three months."""
    return facts.total("guarantor_payments_count", months=3)
