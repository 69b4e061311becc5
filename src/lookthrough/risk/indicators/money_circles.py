"""What the look-through found: circular flow (money) (空转)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("资金空转（资金穿透）", "Circular flow (money)"),
    measures=Text("资金穿透对“资金空转”规则的发现等级。", "How grave the look-through's finding of circular flow is."),
    reason=Text(
        "资金绕一圈回到起点，多为虚增流水或掩盖去向。",
        "Money that returns to its start inflates turnover or hides where it goes.",
    ),
    basis="国务院令第737号 art. 19",
    sentence=Text("{month}资金穿透发现资金空转，等级：{value}", "The look-through of {month} found circular flow, grade: {value}"),
    unit="severity",
    worse="more",
    group=Group.MONEY,
    source="flows",
    owed_by=OwedBy.US,
    missing=Text(
        "未做资金穿透，或该规则缺少所需数据，不计分。",
        "The money was not looked through, or the rule lacked its data; it costs nothing.",
    ),
    subject="company",
)
def money_circles(facts: Facts) -> Column:
    """How grave the finding of the rule ``circular_flow`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_circular_flow_severity")
