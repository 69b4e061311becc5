"""Custody accounts that do not agree (存管对账不平)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("存管对账最长未平天数", "Oldest disagreement in custody"),
    measures=Text("本月存管对账差错最长未平的天数。", "How long the oldest disagreement of the custody account has stood this month."),
    reason=Text(
        "每日对账应当日平；拖延说明账实不符。",
        "Accounts are reconciled daily; what stays open shows that books and money differ.",
    ),
    basis="银监办发〔2017〕21号",
    sentence=Text("{month}存管对账最长 {value}未平", "The oldest disagreement of the custody account in {month} stood for {value}"),
    unit="days",
    worse="more",
    group=Group.MONEY,
    source="custodian_daily",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("存管银行未报送，不计入企业分数。", "The custodian bank has not reported; this costs the firm nothing."),
    subject="institution",
)
def custody_breaks(facts: Facts) -> Column:
    """``custody_oldest_break_days`` of this month."""
    return facts.now("custody_oldest_break_days")
