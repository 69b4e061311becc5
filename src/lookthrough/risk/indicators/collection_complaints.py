"""Complaints about collection (暴力催收投诉件数)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("暴力催收投诉件数", "Complaints about collection"),
    measures=Text("本季暴力催收投诉件数。", "Complaints about violent collection in the quarter."),
    reason=Text("暴力催收涉嫌违法犯罪。", "Violent collection is unlawful."),
    basis="办公室设定 / office setting 2026-01",
    sentence=Text("截至{month}暴力催收投诉 {value} 件", "{value} complaints about collection by {month}"),
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
def collection_complaints(facts: Facts) -> Column:
    """``collection_complaints_count`` of the newest return of three months."""
    return facts.latest("collection_complaints_count")
