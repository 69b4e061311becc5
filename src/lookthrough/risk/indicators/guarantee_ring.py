"""The firm stands in a ring of guarantees (担保圈)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("所在担保圈企业数", "Firms in its ring of guarantees"),
    measures=Text(
        "企业所在担保圈的企业数，不在圈内为零。",
        "How many firms stand in the ring of guarantees that the firm belongs to; none if it is in no ring.",
    ),
    reason=Text("圈内担保互相抵消，实际等于没有担保。", "Guarantees within a ring cancel out: there is no security at all."),
    basis="企业金融风险监测预警工作方案（关联担保） | Plan for warning of enterprises' financial risk (related guarantees)",
    sentence=Text("{month}所在担保圈有 {value} 家企业", "Its ring of guarantees has {value} firms in {month}"),
    unit="count",
    worse="more",
    group=Group.GUARANTEES,
    source="graph",
    owed_by=OwedBy.US,
    missing=Text("担保关系尚未计算，不计分。", "The guarantees were not worked out yet; it costs nothing."),
    subject="company",
)
def guarantee_ring(facts: Facts) -> Column:
    """``guarantee_ring_firms_count`` of this month."""
    return facts.now("guarantee_ring_firms_count")
