"""Local and private loans that are overdue (地方融资逾期)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("小贷和民间融资逾期占比", "Overdue share of local loans"),
    measures=Text("小贷和民间融资逾期金额占其余额的比例。", "Overdue local and private loans over all of them."),
    reason=Text("对小贷逾期常早于对银行逾期。", "Small lenders are left unpaid before banks are."),
    basis="企业金融风险监测预警工作方案第9组（异常授信） | Plan for warning of enterprises' financial risk, group 9 (odd credit)",
    sentence=Text("{month}末小贷和民间融资逾期 {value}", "{value} of local loans are overdue at the end of {month}"),
    unit="share",
    worse="more",
    group=Group.PRIVATE_CREDIT,
    source="finance_office",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("地方金融工作部门未报送，不计入企业分数。", "The local finance office has not reported; this costs the firm nothing."),
    subject="company",
)
def local_loans_overdue(facts: Facts) -> Column:
    """``local_loans_overdue_fen`` over ``local_loans_outstanding_fen``."""
    return facts.share("local_loans_overdue_fen", "local_loans_outstanding_fen")
