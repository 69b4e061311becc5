"""What the look-through found: sham listings (money) (虚构标的)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("虚构标的（资金穿透）", "Sham listings (money)"),
    measures=Text("资金穿透对“虚构标的”规则的发现等级。", "How grave the look-through's finding of sham listings is."),
    reason=Text("虚构标的是以假项目吸收真资金。", "A sham listing takes real money for a project that does not exist."),
    basis="国务院令第737号 art. 19; 银监会令2016年第1号 art. 10(10)",
    sentence=Text("{month}资金穿透发现虚构标的，等级：{value}", "The look-through of {month} found sham listings, grade: {value}"),
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
def sham_listings_found(facts: Facts) -> Column:
    """How grave the finding of the rule ``sham_listing`` is this month; 0 where the rule ran and found nothing."""
    return facts.now("finding_sham_listing_severity")
