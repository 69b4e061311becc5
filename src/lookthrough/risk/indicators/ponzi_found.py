"""What the look-through found: payouts from others' principal (money) (借新还旧)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("借新还旧（资金穿透）", "Payouts from others' principal (money)"),
    measures=Text(
        "资金穿透对“借新还旧”规则的发现等级。",
        "How grave the look-through's finding of payouts from other clients' principal is.",
    ),
    reason=Text(
        "以后来者本金兑付先来者，是庞氏骗局的资金特征。",
        "Paying earlier clients with later clients' principal is the trace of a Ponzi scheme.",
    ),
    basis="国务院令第737号 art. 2, 19",
    sentence=Text(
        "{month}资金穿透发现借新还旧，等级：{value}",
        "The look-through of {month} found payouts from others' principal, grade: {value}",
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
def ponzi_found(facts: Facts) -> Column:
    """How grave the finding of the rule ``ponzi_payout`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_ponzi_payout_severity")
