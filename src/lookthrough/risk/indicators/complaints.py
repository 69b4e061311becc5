"""Complaints and reports to the market regulator (投诉举报)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("投诉举报件数", "Complaints"),
    measures=Text("本月向市场监管部门的投诉举报件数。", "Complaints and reports to the market regulator in the month."),
    reason=Text("投诉是受害人最早的声音。", "Complaints are the first voice of those who lose."),
    basis="国务院令第737号 art. 16",
    sentence=Text("{month}投诉举报 {value} 件", "{value} complaints in {month}"),
    unit="count",
    worse="more",
    group=Group.COMPLAINTS,
    source="market_regulator",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("市场监管局未报送，不计入企业分数。", "The market regulator has not reported; this costs the firm nothing."),
    subject="any",
)
def complaints(facts: Facts) -> Column:
    """``consumer_complaints_count`` of this month."""
    return facts.now("consumer_complaints_count")
