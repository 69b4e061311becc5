"""What the look-through found: client money diverted (money) (挪用)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("客户资金挪用（资金穿透）", "Client money diverted (money)"),
    measures=Text("资金穿透对“客户资金挪用”规则的发现等级。", "How grave the look-through's finding of diverted client money is."),
    reason=Text("客户账户的钱付给了无关的人。", "Money left clients' accounts to those who had no claim to it."),
    basis="银监会令2016年第1号 art. 28; 国务院令第737号 art. 19",
    sentence=Text(
        "{month}资金穿透发现客户资金挪用，等级：{value}",
        "The look-through of {month} found client money diverted, grade: {value}",
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
def client_money_diverted(facts: Facts) -> Column:
    """How grave the finding of the rule ``client_money_diversion`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_client_money_diversion_severity")
