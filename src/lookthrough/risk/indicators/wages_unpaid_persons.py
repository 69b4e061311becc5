"""How many people are owed wages (欠薪人数)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("欠薪人数", "People owed wages"),
    measures=Text("月末被欠薪的人数。", "People who are owed wages at the end of the month."),
    reason=Text("人数决定群体事件的规模。", "The number decides how large a protest may grow."),
    basis="企业金融风险监测预警工作方案第8组（拖欠工资） | Plan for warning of enterprises' financial risk, group 8 (unpaid wages)",
    sentence=Text("{month}末 {value}被欠薪", "At the end of {month} wages are owed to {value}"),
    unit="persons",
    worse="more",
    group=Group.WAGES,
    source="human_resources",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("人社局未报送，不计入企业分数。", "The labour bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def wages_unpaid_persons(facts: Facts) -> Column:
    """``wages_unpaid_persons_count`` of this month."""
    return facts.now("wages_unpaid_persons_count")
