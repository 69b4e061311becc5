"""For how many months returns have come late (连续迟报)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("连续迟报月数", "Months of late returns"),
    measures=Text(
        "连续迟报或未报的月数，最多看6个月。",
        "For how many months in a row a return was late or missing; at most six are looked at.",
    ),
    reason=Text("一次迟报可以是疏忽，连续迟报不是。", "Once late may be a slip; again and again is not."),
    basis="各业监管规定的报送义务 | duty to report under the rules of each trade",
    sentence=Text("截至{month}连续迟报 {value}", "By {month} returns were late for {value} in a row"),
    unit="months",
    worse="more",
    group=Group.RETURNS,
    source="intake",
    owed_by=OwedBy.US,
    missing=Text("没有报送义务，不计分。", "No return is owed; it costs nothing."),
    subject="institution",
)
def returns_late_in_a_row(facts: Facts) -> Column:
    """Months in a row with ``returns_late_count`` above zero."""
    return facts.in_a_row("returns_late_count", lambda late: late > 0, months=6)
