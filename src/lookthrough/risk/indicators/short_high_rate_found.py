"""What the look-through found: short listings at high rates (money) (短期高息)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("短期高息标的（资金穿透）", "Short listings at high rates (money)"),
    measures=Text("资金穿透对“短期高息标的”规则的发现等级。", "How grave the look-through's finding of short listings at high rates is."),
    reason=Text("突然发行短期高息标的，是急于吸收资金的征兆。", "Sudden short listings at high rates show that money is needed in haste."),
    basis="江苏省互联网金融协会投资指南（征兆二：短期高息标的） | "
    "Investor guide of the Jiangsu association (sign 2: short listings, odd high rates)",
    sentence=Text(
        "{month}资金穿透发现短期高息标的，等级：{value}",
        "The look-through of {month} found short listings at high rates, grade: {value}",
    ),
    unit="severity",
    worse="more",
    group=Group.OMENS,
    source="flows",
    owed_by=OwedBy.US,
    missing=Text(
        "未做资金穿透，或该规则缺少所需数据，不计分。",
        "The money was not looked through, or the rule lacked its data; it costs nothing.",
    ),
    subject="institution",
)
def short_high_rate_found(facts: Facts) -> Column:
    """How grave the finding of the rule ``short_high_rate_listings`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_short_high_rate_listings_severity")
