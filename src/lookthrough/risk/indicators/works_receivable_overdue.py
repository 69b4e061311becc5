"""Works payments that others owe the firm (逾期未收工程款)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("逾期未收工程款占合同额", "Works receivables overdue"),
    measures=Text("逾期未收工程款占在建工程合同额的比例。", "Overdue works receivables over the contracts of works under way."),
    reason=Text("施工企业收不到款，下一步就是欠薪和停工。", "A builder who is not paid will next owe wages and stop work."),
    basis="企业金融风险监测预警工作方案第4组（工程款严重拖欠） | "
    "Plan for warning of enterprises' financial risk, group 4 (works payments badly in arrears)",
    sentence=Text(
        "{month}末逾期未收工程款为合同额的 {value}",
        "Overdue works receivables are {value} of the contracts at the end of {month}",
    ),
    unit="share",
    worse="more",
    group=Group.BUILDING,
    source="housing_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("住建局未报送，不计入企业分数。", "The housing bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def works_receivable_overdue(facts: Facts) -> Column:
    """``works_receivable_overdue_fen`` over ``works_contract_fen``."""
    return facts.share("works_receivable_overdue_fen", "works_contract_fen")
