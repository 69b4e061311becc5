"""What the look-through found: withdrawals slow down (money) (提现变慢)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("提现变慢（资金穿透）", "Withdrawals slow down (money)"),
    measures=Text("资金穿透对“提现变慢”规则的发现等级。", "How grave the look-through's finding of slow withdrawals is."),
    reason=Text("提现变慢说明可动用资金已不足。", "Slow withdrawals show that there is not enough cash at hand."),
    basis="江苏省互联网金融协会投资指南（征兆四：提现困难） | Investor guide of the Jiangsu association (sign 4: slow withdrawal)",
    sentence=Text("{month}资金穿透发现提现变慢，等级：{value}", "The look-through of {month} found slow withdrawals, grade: {value}"),
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
def withdrawals_slow(facts: Facts) -> Column:
    """How grave the finding of the rule ``withdrawal_slowdown`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_withdrawal_slowdown_severity")
