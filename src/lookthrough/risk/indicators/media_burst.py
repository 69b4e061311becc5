"""Negative reports against the firm's own past (负面报道突增)."""

from __future__ import annotations

import ibis

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("负面报道突增倍数", "Burst of negative reports"),
    measures=Text(
        "本月负面报道篇数与前三个月月均（不足1篇按1篇）之比。",
        "This month's negative reports divided by the mean of the three months before, one at least.",
    ),
    reason=Text(
        "常被报道的企业与突然被报道的企业不同，应与自身相比。",
        "A firm that is always in the news differs from one that suddenly is: it is held against its own past.",
    ),
    basis="企业金融风险监测预警工作方案第1组（媒体异常报道） | "
    "Plan for warning of enterprises' financial risk, group 1 (abnormal media reports)",
    sentence=Text("{month}负面报道为前三个月月均的 {value}", "Negative reports in {month} are {value} the mean of the three months before"),
    unit="times",
    worse="more",
    group=Group.MEDIA,
    source="publicity_department",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("宣传部未报送，不计入企业分数。", "The publicity department has not reported; this costs the firm nothing."),
    subject="company",
)
def media_burst(facts: Facts) -> Column:
    """Reports of this month over the mean of the three before, which counts as one at least."""
    now, base = facts.now("media_negative_items_count"), facts.mean("media_negative_items_count", months=3)
    return now / ibis.ifelse(base < 1, 1.0, base)
