"""Land that is not paid for (逾期未缴土地出让金)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("逾期未缴土地出让金", "Land payments overdue"),
    measures=Text("月末逾期未缴的土地出让金。", "Land payments overdue at the end of the month."),
    reason=Text("付不出地价的开发企业也付不出后续工程款。", "A developer who cannot pay for the land cannot pay for the works."),
    basis="企业金融风险监测预警工作方案第4组（资金异常） | Plan for warning of enterprises' financial risk, group 4 (odd funding)",
    sentence=Text("{month}末逾期未缴土地出让金 {value}", "{value} of land payments are overdue at the end of {month}"),
    unit="fen",
    worse="more",
    group=Group.BUILDING,
    source="natural_resources",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("自然资源局未报送，不计入企业分数。", "The natural-resources bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def land_payment_overdue(facts: Facts) -> Column:
    """``land_payment_overdue_fen`` of this month."""
    return facts.now("land_payment_overdue_fen")
