"""Ten largest borrowers' share (前十大借款人占比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("前十大借款人占比", "Ten largest borrowers' share"),
    measures=Text("前十大借款人待还金额占比。", "The share of what is outstanding that the ten largest borrowers owe."),
    reason=Text(
        "小额分散是网贷本义，集中说明资产端有问题。",
        "Small and spread is what lending platforms are for; concentration points to trouble with the assets.",
    ),
    basis="银监办发〔2017〕113号",
    sentence=Text("{month}前十大借款人占 {value}", "The ten largest borrowers owe {value} in {month}"),
    unit="share",
    worse="more",
    group=Group.PLATFORM,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台应报未报，按评分卡规定计分。", "The platform owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def top_10_borrowers(facts: Facts) -> Column:
    """``top_10_borrowers_share`` of the newest return of three months."""
    return facts.latest("top_10_borrowers_share")
