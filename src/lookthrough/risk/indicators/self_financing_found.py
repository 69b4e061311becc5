"""What the look-through found: self-financing (money) (自融)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("自融（资金穿透）", "Self-financing (money)"),
    measures=Text("资金穿透对“自融”规则的发现等级。", "How grave the look-through's finding of self-financing is."),
    reason=Text("募集资金流向平台自己的关联圈，是自融。", "Money raised that ends with the platform's own circle is self-financing."),
    basis="银监会令2016年第1号 art. 10(1)",
    sentence=Text("{month}资金穿透发现自融，等级：{value}", "The look-through of {month} found self-financing, grade: {value}"),
    unit="severity",
    worse="more",
    group=Group.TOPICS,
    source="flows",
    owed_by=OwedBy.US,
    missing=Text(
        "未做资金穿透，或该规则缺少所需数据，不计分。",
        "The money was not looked through, or the rule lacked its data; it costs nothing.",
    ),
    subject="institution",
)
def self_financing_found(facts: Facts) -> Column:
    """How grave the finding of the rule ``self_financing`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_self_financing_severity")
