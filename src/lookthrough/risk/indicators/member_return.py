"""Return promised to members (互助金最高年回报率)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("互助金最高年回报率", "Return promised to members"),
    measures=Text("互助金最高年回报率。", "The highest yearly return on mutual funds."),
    reason=Text("承诺固定高回报，即突破互助性质。", "A fixed high return is no longer mutual aid."),
    basis="国务院令第737号 art. 2",
    sentence=Text("{month}互助金最高年回报率 {value}", "The highest yearly return on mutual funds in {month} is {value}"),
    unit="rate",
    worse="more",
    group=Group.LICENSED,
    source="mutual_cooperative",
    owed_by=OwedBy.FIRM,
    missing=Text(
        "合作社应报未报，按评分卡规定计分。",
        "The co-operative owes it and has not reported; the scorecard says what that counts.",
    ),
    subject="institution",
)
def member_return(facts: Facts) -> Column:
    """``promised_rate`` of the newest return of three months."""
    return facts.latest("promised_rate")
