"""What the look-through found: excessive return (money) (高回报)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("显失合理高回报（资金穿透）", "Excessive return (money)"),
    measures=Text("资金穿透对“显失合理高回报”规则的发现等级。", "How grave the look-through's finding of excessive return is."),
    reason=Text(
        "高于项目收益的回报只能来自后来者或补贴。",
        "A return above the project's own can only come from later clients or a subsidy.",
    ),
    basis="国务院令第737号 art. 2",
    sentence=Text(
        "{month}资金穿透发现显失合理高回报，等级：{value}",
        "The look-through of {month} found an excessive return, grade: {value}",
    ),
    unit="severity",
    worse="more",
    group=Group.INDUCEMENT,
    source="flows",
    owed_by=OwedBy.US,
    missing=Text(
        "未做资金穿透，或该规则缺少所需数据，不计分。",
        "The money was not looked through, or the rule lacked its data; it costs nothing.",
    ),
    subject="institution",
)
def return_excessive(facts: Facts) -> Column:
    """How grave the finding of the rule ``excessive_return`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_excessive_return_severity")
