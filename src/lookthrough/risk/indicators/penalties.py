"""Penalties (受处罚次数)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("受处罚次数", "Penalties"),
    measures=Text("本季受处罚次数。", "Penalties in the quarter."),
    reason=Text("屡罚不改说明内控失效。", "Repeated penalties show that controls do not work."),
    basis="办公室设定 / office setting 2026-01",
    sentence=Text("截至{month}受处罚 {value} 次", "{value} penalties by {month}"),
    unit="count",
    worse="more",
    group=Group.LICENSED,
    source="microlender_quarter",
    owed_by=OwedBy.FIRM,
    missing=Text(
        "小额贷款公司应报未报，按评分卡规定计分。",
        "The small-loan company owes it and has not reported; the scorecard says what that counts.",
    ),
    subject="institution",
)
def penalties(facts: Facts) -> Column:
    """``penalties_count`` of the newest return of three months."""
    return facts.latest("penalties_count")
