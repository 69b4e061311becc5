"""Suits against the firm in three months (近90日被诉)."""

from __future__ import annotations

import ibis

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("近90日被诉案件数", "Suits in 90 days"),
    measures=Text(
        "近90日新收被诉案件数；未单独报送的取近三个月合计。",
        "New suits against the firm in 90 days; where that is not sent, those of three months together.",
    ),
    reason=Text("系列诉讼说明多个债权人同时失去信心。", "Serial suits show that several creditors lost trust at once."),
    basis="企业金融风险监测预警工作方案第7组（重大或系列诉讼） | "
    "Plan for warning of enterprises' financial risk, group 7 (major or serial suits)",
    sentence=Text("截至{month}近90日被诉 {value} 件", "{value} suits in the 90 days to {month}"),
    unit="count",
    worse="more",
    group=Group.LAWSUITS,
    source="court",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("法院未报送，不计入企业分数。", "The court has not reported; this costs the firm nothing."),
    subject="company",
)
def lawsuits(facts: Facts) -> Column:
    """``lawsuits_90_days_count``, else ``lawsuits_count`` of three months."""
    return ibis.coalesce(facts.now("lawsuits_90_days_count"), facts.total("lawsuits_count", months=3))
