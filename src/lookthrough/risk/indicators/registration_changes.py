"""How often the firm changed its registration (登记变更频繁)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("近三个月登记变更次数", "Changes of registration"),
    measures=Text("近三个月登记变更次数。", "Changes of registration in three months."),
    reason=Text(
        "名称、股东、地址频繁变更，使责任难以追索。",
        "Name, owners and address that change again and again make it hard to hold anyone to account.",
    ),
    basis="办公室设定 / office setting 2026-01",
    sentence=Text("截至{month}近三个月登记变更 {value} 次", "{value} changes of registration in the three months to {month}"),
    unit="count",
    worse="more",
    group=Group.REGISTRY,
    source="market_regulator",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("市场监管局未报送，不计入企业分数。", "The market regulator has not reported; this costs the firm nothing."),
    subject="any",
)
def registration_changes(facts: Facts) -> Column:
    """``registration_changes_count`` of three months."""
    return facts.total("registration_changes_count", months=3)
