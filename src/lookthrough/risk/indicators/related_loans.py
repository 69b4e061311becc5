"""Related parties' share (关联方余额占比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("关联方余额占比", "Related parties' share"),
    measures=Text("关联方余额占业务余额的比例。", "Balances of related parties over all outstanding."),
    reason=Text("把钱放给自己人，是自融和掏空的途径。", "Lending to one's own is the way of self-financing and of emptying the firm."),
    basis="办公室设定 / office setting 2026-01",
    sentence=Text("{month}关联方余额占 {value}", "{value} of what is outstanding is with related parties in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="licensed_returns",
    owed_by=OwedBy.FIRM,
    missing=Text("机构应报未报，按评分卡规定计分。", "The body owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def related_loans(facts: Facts) -> Column:
    """``related_loans_fen`` over ``outstanding_fen``, of the newest return of three months."""
    return ratio(facts.latest("related_loans_fen"), facts.latest("outstanding_fen"))
