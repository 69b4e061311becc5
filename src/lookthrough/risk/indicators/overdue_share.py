"""Overdue share (逾期占比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("逾期占比", "Overdue share"),
    measures=Text("逾期金额占业务余额的比例。", "What is overdue over all outstanding."),
    reason=Text("资产质量恶化最终由出资人承担。", "Bad assets are borne by those who gave the money in the end."),
    basis="银监办发〔2017〕113号",
    sentence=Text("{month}逾期占 {value}", "{value} of what is outstanding is overdue in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="licensed_returns",
    owed_by=OwedBy.FIRM,
    missing=Text("机构应报未报，按评分卡规定计分。", "The body owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def overdue_share(facts: Facts) -> Column:
    """``overdue_fen`` over ``outstanding_fen``, of the newest return of three months."""
    return ratio(facts.latest("overdue_fen"), facts.latest("outstanding_fen"))
