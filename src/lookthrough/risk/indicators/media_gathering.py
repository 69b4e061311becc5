"""Reports of creditors who gather (维权聚集报道)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("涉维权聚集报道", "Reports of protest"),
    measures=Text("近三个月涉及债权人维权、聚集的报道篇数。", "Reports of the last three months about creditors who gather or protest."),
    reason=Text(
        "聚集维权说明债权人已得不到偿付，并牵动社会稳定。",
        "Creditors who gather are no longer paid, and public order is at stake.",
    ),
    basis="企业金融风险监测预警工作方案第1组（媒体异常报道） | "
    "Plan for warning of enterprises' financial risk, group 1 (abnormal media reports)",
    sentence=Text("截至{month}近三个月有 {value} 篇报道涉及维权聚集", "In the three months to {month}, {value} reports told of protest"),
    unit="count",
    worse="more",
    group=Group.MEDIA,
    source="publicity_department",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("宣传部未报送，不计入企业分数。", "The publicity department has not reported; this costs the firm nothing."),
    subject="company",
)
def media_gathering(facts: Facts) -> Column:
    """``media_petition_items_count`` of three months."""
    return facts.total("media_petition_items_count", months=3)
