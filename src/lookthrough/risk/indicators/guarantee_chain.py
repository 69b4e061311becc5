"""How long the chain of guarantees behind the firm is (担保链)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("担保链长度", "Length of the chain of guarantees"),
    measures=Text("经企业的最长担保链的环节数。", "Links of the longest chain of guarantees through the firm."),
    reason=Text("链条越长，越远的违约也会传到本企业。", "The longer the chain, the farther away a default may be that reaches the firm."),
    basis="企业金融风险监测预警工作方案（关联担保） | Plan for warning of enterprises' financial risk (related guarantees)",
    sentence=Text("{month}担保链长 {value} 环", "The chain of guarantees has {value} links in {month}"),
    unit="count",
    worse="more",
    group=Group.GUARANTEES,
    source="graph",
    owed_by=OwedBy.US,
    missing=Text("担保关系尚未计算，不计分。", "The guarantees were not worked out yet; it costs nothing."),
    subject="company",
)
def guarantee_chain(facts: Facts) -> Column:
    """``guarantee_chain_length_count`` of this month."""
    return facts.now("guarantee_chain_length_count")
