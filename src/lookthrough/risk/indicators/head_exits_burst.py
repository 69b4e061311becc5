"""Exits of the head against the year before (出境突增)."""

from __future__ import annotations

import ibis

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("负责人出境突增倍数", "Burst of exits"),
    measures=Text(
        "近90日出境次数与此前一年每90日平均次数（不足1次按1次）之比。",
        "Exits of 90 days over the mean of 90 days in the year before, one at least.",
    ),
    reason=Text(
        "常年做外贸的负责人出境频繁属正常，应与其自身相比。",
        "A head who trades abroad travels often: exits are held against the own past.",
    ),
    basis="企业金融风险监测预警工作方案第6组（负责人频繁出境） | "
    "Plan for warning of enterprises' financial risk, group 6 (the head's frequent exits)",
    sentence=Text("截至{month}负责人出境为此前一年平均的 {value}", "By {month} exits of the head are {value} the mean of the year before"),
    unit="times",
    worse="more",
    group=Group.HEAD,
    source="public_security",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("公安局未报送，不计入企业分数。", "The police has not reported; this costs the firm nothing."),
    subject="company",
)
def head_exits_burst(facts: Facts) -> Column:
    """Exits of 90 days over a quarter of the year before's, which counts as one at least."""
    base = facts.now("head_exits_year_before_count") / 4
    return facts.now("head_exits_90_days_count") / ibis.ifelse(base < 1, 1.0, base)
