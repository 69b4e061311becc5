"""The owner appears in public less than before (实际控制人减少露面)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("实际控制人公开露面变化", "Public appearances of the owner"),
    measures=Text(
        "近三个月公开露面次数与此前九个月月均相比的变化比例。",
        "By which share public appearances of three months differ from the monthly mean of the nine before.",
    ),
    reason=Text("长期高调的控制人突然沉寂，值得核实。", "An owner who was always seen and falls silent deserves a question."),
    basis="江苏省互联网金融协会投资指南（征兆六：老板减少露面） | Investor guide of the Jiangsu association (sign 6: owner appears less)",
    sentence=Text(
        "截至{month}实际控制人公开露面变化 {value}",
        "Public appearances of the owner differ by {value} in the three months to {month}",
    ),
    unit="share",
    worse="less",
    group=Group.OMENS,
    source="patrol",
    owed_by=OwedBy.US,
    missing=Text("尚无巡查结果，不计分。", "There is no patrol result yet; it costs nothing."),
    subject="institution",
)
def owner_unseen(facts: Facts) -> Column:
    """Mean of ``owner_appearances_count`` of three months over the mean of the nine before, less one."""
    return ratio(facts.mean("owner_appearances_count", months=3, since=0), facts.mean("owner_appearances_count", months=9, since=3)) - 1
