"""Disclosure items that the platform left out (信息披露缺项)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("信息披露缺项占比", "Disclosure items missing"),
    measures=Text("应披露项目中缺失的比例。", "The share of items to be disclosed that are missing."),
    reason=Text(
        "优质平台披露完整；隐去逾期和关联借款的平台需重点关注。",
        "A good platform discloses in full; one that hides overdue and related loans needs a closer look.",
    ),
    basis="银监办发〔2017〕113号",
    sentence=Text("{month}应披露项目缺失 {value}", "{value} of the items to be disclosed are missing in {month}"),
    unit="share",
    worse="more",
    group=Group.TOPICS,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台应报未报，按评分卡规定计分。", "The platform owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def disclosure_missing(facts: Facts) -> Column:
    """``disclosure_items_missing_count`` over ``disclosure_items_due_count``."""
    return facts.share("disclosure_items_missing_count", "disclosure_items_due_count")
