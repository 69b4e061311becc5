"""Works payments that the firm owes and does not pay (拖欠工程款)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("逾期未付工程款占合同额", "Works payments overdue"),
    measures=Text("逾期未付工程款占在建工程合同额的比例。", "Overdue works payments over the contracts of works under way."),
    reason=Text("拖欠工程款层层传导到材料商和农民工。", "Unpaid works reach suppliers and migrant workers down the chain."),
    basis="企业金融风险监测预警工作方案第4组（工程款严重拖欠） | "
    "Plan for warning of enterprises' financial risk, group 4 (works payments badly in arrears)",
    sentence=Text("{month}末逾期未付工程款为合同额的 {value}", "Overdue works payments are {value} of the contracts at the end of {month}"),
    unit="share",
    worse="more",
    group=Group.BUILDING,
    source="housing_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("住建局未报送，不计入企业分数。", "The housing bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def works_payable_overdue(facts: Facts) -> Column:
    """``works_payable_overdue_fen`` over ``works_contract_fen``."""
    return facts.share("works_payable_overdue_fen", "works_contract_fen")
