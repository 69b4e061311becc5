"""How long the firm's loans are overdue (逾期天数)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("贷款最长逾期天数", "Longest days overdue"),
    measures=Text("月末企业贷款中最长的逾期天数。", "The longest time any loan of the firm is overdue at the end of the month."),
    reason=Text("逾期是违约的开始，逾期越久越难补救。", "Overdue is where default begins; the longer, the harder to mend."),
    basis="企业金融风险监测预警工作方案第2组（逾期） | Plan for warning of enterprises' financial risk, group 2 (overdue loans)",
    sentence=Text("{month}末贷款最长逾期 {value}", "At the end of {month} a loan is overdue by {value}"),
    unit="days",
    worse="more",
    group=Group.CREDIT,
    source="central_bank",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("人民银行未报送，不计入企业分数。", "The central bank's branch has not reported; this costs the firm nothing."),
    subject="company",
)
def overdue_days(facts: Facts) -> Column:
    """``loans_overdue_days`` of this month."""
    return facts.now("loans_overdue_days")
