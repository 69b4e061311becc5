"""Interest that the firm has not paid (欠息)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("欠息与贷款之比", "Unpaid interest over loans"),
    measures=Text("月末欠息余额与贷款余额之比。", "Interest unpaid over loans outstanding at the end of the month."),
    reason=Text(
        "连利息都付不出，本金更难偿还；欠息常先于逾期。",
        "A firm that cannot pay interest will not repay principal; arrears often come first.",
    ),
    basis="企业金融风险监测预警工作方案第2组（欠息） | Plan for warning of enterprises' financial risk, group 2 (unpaid interest)",
    sentence=Text("{month}末欠息为贷款余额的 {value}", "Unpaid interest is {value} of the loans at the end of {month}"),
    unit="share",
    worse="more",
    group=Group.CREDIT,
    source="central_bank",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("人民银行未报送，不计入企业分数。", "The central bank's branch has not reported; this costs the firm nothing."),
    subject="company",
)
def interest_arrears(facts: Facts) -> Column:
    """``interest_arrears_fen`` over ``loans_outstanding_fen``."""
    return facts.share("interest_arrears_fen", "loans_outstanding_fen")
