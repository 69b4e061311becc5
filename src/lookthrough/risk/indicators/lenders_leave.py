"""Fewer people lend than before (出借人减少)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("当期出借人数变化", "Change of lenders"),
    measures=Text(
        "当期出借人数与三个月前相比的变化比例。",
        "By which share the number of current lenders differs from three months before.",
    ),
    reason=Text("出借人流失使平台难以续接到期债权。", "With fewer lenders a platform cannot roll over what falls due."),
    basis="江苏省互联网金融协会投资指南（征兆三：大户撤离） | Investor guide of the Jiangsu association (sign 3: lenders leave)",
    sentence=Text("{month}当期出借人数较三个月前变化 {value}", "Current lenders in {month} differ by {value} from three months before"),
    unit="share",
    worse="less",
    group=Group.OMENS,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台应报未报，按评分卡规定计分。", "The platform owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def lenders_leave(facts: Facts) -> Column:
    """Change of ``lenders_current_count`` against three months ago."""
    return facts.change("lenders_current_count", months=3)
