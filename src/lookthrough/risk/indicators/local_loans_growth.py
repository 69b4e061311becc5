"""New local loans against bank loans (新增地方融资)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("新增小贷和民间融资与银行贷款之比", "New local loans over bank loans"),
    measures=Text(
        "近三个月新增小贷和民间融资与银行贷款余额之比。",
        "Local and private loans newly taken in three months over bank loans outstanding.",
    ),
    reason=Text(
        "用高成本资金替代银行贷款，是资金链紧张的典型表现。",
        "Dear money in the place of bank loans is what tight money looks like.",
    ),
    basis="企业金融风险监测预警工作方案第9组（异常授信） | Plan for warning of enterprises' financial risk, group 9 (odd credit)",
    sentence=Text(
        "截至{month}近三个月新增小贷和民间融资为银行贷款的 {value}",
        "Local loans taken in the three months to {month} are {value} of bank loans",
    ),
    unit="share",
    worse="more",
    group=Group.PRIVATE_CREDIT,
    source="finance_office",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("地方金融工作部门未报送，不计入企业分数。", "The local finance office has not reported; this costs the firm nothing."),
    subject="company",
)
def local_loans_growth(facts: Facts) -> Column:
    """``local_loans_new_fen`` of three months over ``loans_outstanding_fen``."""
    return ratio(facts.total("local_loans_new_fen", months=3), facts.latest("loans_outstanding_fen"))
