"""Legal representative or senior managers changed (负责人变更)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("近半年法定代表人变更次数", "Changes of legal representative"),
    measures=Text("近六个月中变更法定代表人的月数。", "In how many of six months the legal representative was changed."),
    reason=Text(
        "频繁更换法定代表人是转移责任、准备脱身的常见手法。",
        "Changing the legal representative again and again shifts blame and prepares an exit.",
    ),
    basis="江苏省互联网金融协会投资指南（征兆一：团队异动） | Investor guide of the Jiangsu association (sign 1: changes of team)",
    sentence=Text(
        "截至{month}近六个月变更法定代表人 {value} 次",
        "The legal representative changed {value} times in the six months to {month}",
    ),
    unit="count",
    worse="more",
    group=Group.OMENS,
    source="market_regulator",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("市场监管局未报送，不计入企业分数。", "The market regulator has not reported; this costs the firm nothing."),
    subject="any",
)
def head_changes(facts: Facts) -> Column:
    """``legal_representative_changed_flag`` of six months."""
    return facts.total("legal_representative_changed_flag", months=6)
