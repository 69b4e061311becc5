"""What the look-through found: fund pool (money) (资金池)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("资金池（资金穿透）", "Fund pool (money)"),
    measures=Text("资金穿透对“资金池”规则的发现等级。", "How grave the look-through's finding of a fund pool is."),
    reason=Text("客户资金滞留在平台账户即形成资金池。", "Clients' money that stays on the operator's accounts makes a pool."),
    basis="银监会令2016年第1号 art. 10(2)",
    sentence=Text("{month}资金穿透发现资金池，等级：{value}", "The look-through of {month} found a fund pool, grade: {value}"),
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
def fund_pool_found(facts: Facts) -> Column:
    """How grave the finding of the rule ``fund_pool`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_fund_pool_severity")
