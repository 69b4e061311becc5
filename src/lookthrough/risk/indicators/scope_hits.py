"""Words of the watch lists in name or scope, without a licence (名称和范围命中)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("名称、范围命中禁用词", "Forbidden words in name or scope"),
    measures=Text(
        "名称和经营范围中无许可且未被否定的禁用词处数。",
        "Places with forbidden words in name and scope, not licensed and not negated.",
    ),
    reason=Text("未经许可使用金融字样，法律明令禁止。", "To use such words without a licence is forbidden by law."),
    basis="国务院令第737号 art. 9",
    sentence=Text("{month}名称和范围中有 {value} 处禁用词", "{value} forbidden words stand in name and scope in {month}"),
    unit="count",
    worse="more",
    group=Group.COMPLIANCE_DEVIATION,
    source="registry",
    owed_by=OwedBy.US,
    missing=Text("登记信息尚未入库或未计算，不计分。", "The register does not know it yet; it costs nothing."),
    subject="company",
)
def scope_hits(facts: Facts) -> Column:
    """``block_hits_count`` of this month."""
    return facts.now("block_hits_count")
