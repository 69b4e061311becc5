"""People who come to the office about the firm (集中来访)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("集中来访人数", "Visitors about the firm"),
    measures=Text("本月受理的集中来访人数。", "Persons who came about the firm in the month and were received."),
    reason=Text("来访人数决定处置的紧急程度。", "How many come decides how urgent it is."),
    basis="国务院令第737号 art. 8",
    sentence=Text("{month}受理来访 {value}", "{value} came in {month} and were received"),
    unit="persons",
    worse="more",
    group=Group.COMPLAINTS,
    source="incidents",
    owed_by=OwedBy.US,
    missing=Text("没有受理记录，不计分。", "Nothing was accepted; it costs nothing."),
    subject="any",
)
def visits_burst(facts: Facts) -> Column:
    """``visitors_accepted_count`` of this month."""
    return facts.now("visitors_accepted_count")
