"""What the look-through found: redemption out of own money (money) (刚兑)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("自担保兑付（资金穿透）", "Redemption out of own money (money)"),
    measures=Text("资金穿透对“自担保兑付”规则的发现等级。", "How grave the look-through's finding of redemption by the circle is."),
    reason=Text("平台圈内资金兜底，掩盖真实坏账。", "The circle's money covers losses and hides bad loans."),
    basis="银监会令2016年第1号 art. 10(3)",
    sentence=Text(
        "{month}资金穿透发现自担保兑付，等级：{value}",
        "The look-through of {month} found redemption out of own money, grade: {value}",
    ),
    unit="severity",
    worse="more",
    group=Group.MONEY,
    source="flows",
    owed_by=OwedBy.US,
    missing=Text(
        "未做资金穿透，或该规则缺少所需数据，不计分。",
        "The money was not looked through, or the rule lacked its data; it costs nothing.",
    ),
    subject="institution",
)
def redemption_guaranteed(facts: Facts) -> Column:
    """How grave the finding of the rule ``guaranteed_redemption`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_guaranteed_redemption_severity")
