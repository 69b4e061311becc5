"""Months of wages that the firm owes its people (拖欠工资)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("拖欠工资月数", "Months of unpaid wages"),
    measures=Text("截至本月企业拖欠工资的月数。", "For how many months wages are unpaid at the end of this month."),
    reason=Text(
        "连续欠薪两个月以上，说明企业已无力支付最刚性的支出，并易引发群体性事件。",
        "Wages unpaid for two months show that the firm cannot meet its most rigid expense, and bring people into the street.",
    ),
    basis="企业金融风险监测预警工作方案第8组（拖欠工资两个月以上） | "
    "Plan for warning of enterprises' financial risk, group 8 (wages unpaid for two months and more)",
    sentence=Text("截至{month}拖欠工资 {value}", "By {month} wages are unpaid for {value}"),
    unit="months",
    worse="more",
    group=Group.WAGES,
    source="human_resources",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("人社局未报送，不计入企业分数。", "The labour bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def wages_unpaid(facts: Facts) -> Column:
    """``wages_unpaid_months`` of this month."""
    return facts.now("wages_unpaid_months")
