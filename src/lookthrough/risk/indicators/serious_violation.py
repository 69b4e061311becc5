"""The firm is on the list of serious violations (严重违法失信名单)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("列入严重违法失信名单", "On the list of serious violations"),
    measures=Text("是否列入严重违法失信名单。", "Whether the firm is on the list of serious violations."),
    reason=Text("已被认定的严重违法，是合规偏离的确证。", "A violation that was established is deviation proven."),
    basis="市场监督管理严重违法失信名单管理办法",
    sentence=Text("{month}列入严重违法失信名单：{value}", "On the list of serious violations in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.COMPLIANCE_DEVIATION,
    source="market_regulator",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("市场监管局未报送，不计入企业分数。", "The market regulator has not reported; this costs the firm nothing."),
    subject="any",
)
def serious_violation(facts: Facts) -> Column:
    """``serious_violation_flag`` of this month."""
    return facts.now("serious_violation_flag")
