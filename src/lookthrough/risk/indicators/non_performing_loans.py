"""Loans of the firm that its banks class as bad (不良贷款)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("不良贷款占授信比例", "Bad loans over credit lines"),
    measures=Text("月末不良贷款余额占授信总额的比例。", "Loans classed as non-performing over the credit lines at the end of the month."),
    reason=Text("不良认定是银行自己的判断，分量重于传闻。", "That its own bank classes a loan as bad weighs more than hearsay."),
    basis="企业金融风险监测预警工作方案第2组（逾期） | Plan for warning of enterprises' financial risk, group 2 (overdue loans)",
    sentence=Text("{month}末不良贷款为授信的 {value}", "Bad loans are {value} of the credit lines at the end of {month}"),
    unit="share",
    worse="more",
    group=Group.CREDIT,
    source="banking_supervisor",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("金融监管总局派出机构未报送，不计入企业分数。", "The banking supervisor has not reported; this costs the firm nothing."),
    subject="company",
)
def non_performing_loans(facts: Facts) -> Column:
    """``non_performing_loans_fen`` over ``credit_line_fen``."""
    return facts.share("non_performing_loans_fen", "credit_line_fen")
