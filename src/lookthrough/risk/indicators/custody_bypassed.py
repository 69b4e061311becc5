"""What the look-through found: custody bypassed (money) (绕开存管)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("绕开存管（资金穿透）", "Custody bypassed (money)"),
    measures=Text("资金穿透对“绕开存管”规则的发现等级。", "How grave the look-through's finding of bypassed custody is."),
    reason=Text("绕开存管的钱无人核对。", "Money past the custodian is reconciled by nobody."),
    basis="银监会令2016年第1号 art. 28",
    sentence=Text("{month}资金穿透发现绕开存管，等级：{value}", "The look-through of {month} found custody bypassed, grade: {value}"),
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
def custody_bypassed(facts: Facts) -> Column:
    """How grave the finding of the rule ``custody_bypass`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_custody_bypass_severity")
