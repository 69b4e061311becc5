"""Largest borrower's share (最大单一借款人占比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("最大单一借款人占比", "Largest borrower's share"),
    measures=Text("最大单一借款人待还金额占比。", "The share of what is outstanding that the largest borrower owes."),
    reason=Text("单一借款人占比过高，多为自融或关联借款。", "One borrower with a large share is mostly the platform's own circle."),
    basis="银监办发〔2017〕113号",
    sentence=Text("{month}最大单一借款人占 {value}", "The largest borrower owes {value} in {month}"),
    unit="share",
    worse="more",
    group=Group.PLATFORM,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台应报未报，按评分卡规定计分。", "The platform owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def largest_borrower_share(facts: Facts) -> Column:
    """``largest_borrower_share`` of the newest return of three months."""
    return facts.latest("largest_borrower_share")
