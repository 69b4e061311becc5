"""What the look-through found: split listings (money) (拆标)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("拆标（资金穿透）", "Split listings (money)"),
    measures=Text("资金穿透对“拆标”规则的发现等级。", "How grave the look-through's finding of split listings is."),
    reason=Text("把一笔债权拆成多标，是绕开余额上限。", "One debt cut into many listings evades the balance limits."),
    basis="银监会令2016年第1号 art. 10(6), 17",
    sentence=Text("{month}资金穿透发现拆标，等级：{value}", "The look-through of {month} found split listings, grade: {value}"),
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
def split_listings_found(facts: Facts) -> Column:
    """How grave the finding of the rule ``split_listing`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_split_listing_severity")
