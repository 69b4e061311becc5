"""What the look-through found: money from the public (money) (公众归集)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("公众汇款归集（资金穿透）", "Money from the public (money)"),
    measures=Text("资金穿透对“公众资金归集”规则的发现等级。", "How grave the look-through's finding of money from many persons is."),
    reason=Text(
        "众多个人付款并定期得到回报，是向不特定对象集资的资金特征。",
        "Many persons who pay and get dated returns are the trace of raising money from the public.",
    ),
    basis="国务院令第737号 art. 2",
    sentence=Text(
        "{month}资金穿透发现公众资金归集，等级：{value}",
        "The look-through of {month} found money from the public, grade: {value}",
    ),
    unit="severity",
    worse="more",
    group=Group.SOCIAL_SPREAD,
    source="flows",
    owed_by=OwedBy.US,
    missing=Text(
        "未做资金穿透，或该规则缺少所需数据，不计分。",
        "The money was not looked through, or the rule lacked its data; it costs nothing.",
    ),
    subject="company",
)
def many_payers(facts: Facts) -> Column:
    """How grave the finding of the rule ``public_fan_in`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_public_fan_in_severity")
