"""What the look-through found: terms mismatched (money) (期限错配)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("期限错配（资金穿透）", "Terms mismatched (money)"),
    measures=Text("资金穿透对“期限错配”规则的发现等级。", "How grave the look-through's finding of mismatched terms is."),
    reason=Text("短标对接长债，须靠后来资金续接。", "Short listings on long debts live on later money."),
    basis="银监会令2016年第1号 art. 10(6)",
    sentence=Text("{month}资金穿透发现期限错配，等级：{value}", "The look-through of {month} found mismatched terms, grade: {value}"),
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
def terms_mismatched(facts: Facts) -> Column:
    """How grave the finding of the rule ``term_mismatch`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_term_mismatch_severity")
