"""Complaints about prepaid cards (预付卡投诉)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("预付消费投诉件数", "Complaints about prepayments"),
    measures=Text("近三个月预付消费投诉件数。", "Complaints about prepayments in three months."),
    reason=Text(
        "预付卡以服务之名吸收资金，关门跑路时受害面广。",
        "Prepaid cards take money in the name of service; when the shop closes, many lose.",
    ),
    basis="企业金融风险监测预警工作方案（配合单位） | Plan for warning of enterprises' financial risk (supporting departments)",
    sentence=Text("截至{month}近三个月预付消费投诉 {value} 件", "{value} complaints about prepayments in the three months to {month}"),
    unit="count",
    worse="more",
    group=Group.COMPLAINTS,
    source="commerce_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("商务局未报送，不计入企业分数。", "The commerce bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def prepaid_complaints(facts: Facts) -> Column:
    """``prepaid_complaints_count`` of three months."""
    return facts.total("prepaid_complaints_count", months=3)
