"""Complaints against the firm's own past (投诉突增)."""

from __future__ import annotations

import ibis

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("投诉突增倍数", "Burst of complaints"),
    measures=Text(
        "本月投诉件数与前六个月月均（不足1件按1件）之比。",
        "Complaints of the month over the mean of the six before, one at least.",
    ),
    reason=Text("投诉本身与规模有关，突增才说明变化。", "Complaints grow with size; a burst shows that something changed."),
    basis="国务院令第737号 art. 8, 16",
    sentence=Text("{month}投诉为前六个月月均的 {value}", "Complaints in {month} are {value} the mean of the six months before"),
    unit="times",
    worse="more",
    group=Group.COMPLAINTS,
    source="market_regulator",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("市场监管局未报送，不计入企业分数。", "The market regulator has not reported; this costs the firm nothing."),
    subject="any",
)
def complaints_burst(facts: Facts) -> Column:
    """``consumer_complaints_count`` over the mean of six months before, one at least."""
    base = facts.mean("consumer_complaints_count", months=6)
    return facts.now("consumer_complaints_count") / ibis.ifelse(base < 1, 1.0, base)
