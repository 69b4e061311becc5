"""Returns that the body owes and has not sent (应报未报)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("应报未报份数", "Returns owed and not sent"),
    measures=Text(
        "本月应由机构报送、逾期仍未报送的份数。",
        "Returns that the body itself owes for the month and has not sent though they are late.",
    ),
    reason=Text("不报送本身就是风险信号，也是违规。", "Not to report is a sign of risk and a breach in itself."),
    basis="各业监管规定的报送义务 | duty to report under the rules of each trade",
    sentence=Text("{month}应报未报 {value} 份", "{value} returns for {month} are owed and not sent"),
    unit="count",
    worse="more",
    group=Group.RETURNS,
    source="intake",
    owed_by=OwedBy.US,
    missing=Text("没有报送义务，不计分。", "No return is owed; it costs nothing."),
    subject="institution",
)
def returns_missing(facts: Facts) -> Column:
    """``returns_missing_count`` of this month."""
    return facts.now("returns_missing_count")
