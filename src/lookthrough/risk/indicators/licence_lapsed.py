"""The firm's licence has ended (许可失效)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("许可已失效", "Licence lapsed"),
    measures=Text("曾有金融许可而当前均已失效。", "Whether it held a licence and none is in force now."),
    reason=Text("许可失效后继续经营即为无证经营。", "To go on after the licence ended is to act without one."),
    basis="国务院令第737号 art. 2, 9",
    sentence=Text("{month}许可已失效：{value}", "Licence lapsed in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.REGISTRY,
    source="registry",
    owed_by=OwedBy.US,
    missing=Text("登记信息尚未入库或未计算，不计分。", "The register does not know it yet; it costs nothing."),
    subject="any",
)
def licence_lapsed(facts: Facts) -> Column:
    """``licence_lapsed_flag`` of this month."""
    return facts.now("licence_lapsed_flag")
