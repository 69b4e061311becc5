"""What the look-through found: large lenders leave (money) (大户撤离)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("大额出借人撤离（资金穿透）", "Large lenders leave (money)"),
    measures=Text("资金穿透对“大额出借人撤离”规则的发现等级。", "How grave the look-through's finding of large lenders who leave is."),
    reason=Text("大额出借人消息灵通，其撤离先于普通人。", "Large lenders are well informed and leave before others do."),
    basis="江苏省互联网金融协会投资指南（征兆三：大户撤离） | Investor guide of the Jiangsu association (sign 3: big lenders leave)",
    sentence=Text(
        "{month}资金穿透发现大额出借人撤离，等级：{value}",
        "The look-through of {month} found that large lenders leave, grade: {value}",
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
def large_lenders_leave(facts: Facts) -> Column:
    """How grave the finding of the rule ``large_lender_exit`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_large_lender_exit_severity")
