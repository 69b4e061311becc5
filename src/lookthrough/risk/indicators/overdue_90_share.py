"""Overdue for more than 90 days (逾期90天以上占比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("逾期90天以上占比", "Overdue for more than 90 days"),
    measures=Text("逾期90天以上金额占业务余额的比例。", "What is overdue for more than 90 days over all outstanding."),
    reason=Text("逾期90天以上多已形成损失。", "What is overdue that long is mostly lost."),
    basis="银监办发〔2017〕113号",
    sentence=Text("{month}逾期90天以上占 {value}", "{value} is overdue for more than 90 days in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="licensed_returns",
    owed_by=OwedBy.FIRM,
    missing=Text("机构应报未报，按评分卡规定计分。", "The body owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def overdue_90_share(facts: Facts) -> Column:
    """``overdue_90_days_fen`` over ``outstanding_fen``, of the newest return of three months."""
    return ratio(facts.latest("overdue_90_days_fen"), facts.latest("outstanding_fen"))
