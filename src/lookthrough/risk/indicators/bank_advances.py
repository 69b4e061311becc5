"""What banks had to pay for the firm (垫款)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("垫款与承兑、信用证余额之比", "Advances over acceptances and credits"),
    measures=Text(
        "银行为企业垫款余额与承兑汇票、信用证余额之比。",
        "What banks advanced for the firm, over its acceptances and letters of credit.",
    ),
    reason=Text("票据到期由银行垫付，说明企业周转已断。", "A bill that the bank has to pay shows that the firm's turnover has stopped."),
    basis="企业金融风险监测预警工作方案第2组（承兑、信用证、周转困难） | "
    "Plan for warning of enterprises' financial risk, group 2 (acceptances, letters of credit, turnover trouble)",
    sentence=Text("{month}末垫款为承兑和信用证余额的 {value}", "Advances are {value} of acceptances and credits at the end of {month}"),
    unit="share",
    worse="more",
    group=Group.CREDIT,
    source="central_bank",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("人民银行未报送，不计入企业分数。", "The central bank's branch has not reported; this costs the firm nothing."),
    subject="company",
)
def bank_advances(facts: Facts) -> Column:
    """``bank_advances_fen`` over the sum of acceptances and letters of credit."""
    papers = facts.now("acceptances_outstanding_fen") + facts.now("credit_letters_outstanding_fen")
    return ratio(facts.now("bank_advances_fen"), papers)
