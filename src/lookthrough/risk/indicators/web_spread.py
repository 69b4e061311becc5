"""How fast talk about the firm spreads (网络传播)."""

from __future__ import annotations

import ibis

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("网络提及增长倍数", "Growth of mentions on the web"),
    measures=Text(
        "本月网络提及次数与前三个月月均（不足10次按10次）之比。",
        "Mentions on the web this month over the mean of the three before, ten at least.",
    ),
    reason=Text("面向不特定人的宣传必然留下传播痕迹。", "Promotion to the public leaves traces as it spreads."),
    basis="国务院令第737号 art. 2",
    sentence=Text(
        "{month}网络提及为前三个月月均的 {value}",
        "Mentions on the web in {month} are {value} the mean of the three months before",
    ),
    unit="times",
    worse="more",
    group=Group.SOCIAL_SPREAD,
    source="patrol",
    owed_by=OwedBy.US,
    missing=Text("尚无巡查结果，不计分。", "There is no patrol result yet; it costs nothing."),
    subject="any",
)
def web_spread(facts: Facts) -> Column:
    """``web_mentions_count`` over the mean of three months before, ten at least."""
    base = facts.mean("web_mentions_count", months=3)
    return facts.now("web_mentions_count") / ibis.ifelse(base < 10, 10.0, base)
