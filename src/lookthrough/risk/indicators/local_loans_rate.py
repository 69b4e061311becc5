"""The highest rate of local and private loans (地方融资利率)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("小贷和民间融资最高年利率", "Highest rate of local loans"),
    measures=Text("小贷和民间融资中最高的年利率。", "The highest yearly rate among loans of small-loan and private lenders."),
    reason=Text("愿意付高息的企业往往已无其他来源。", "A firm that accepts dear loans often has no other source left."),
    basis="企业金融风险监测预警工作方案第9组（异常授信） | Plan for warning of enterprises' financial risk, group 9 (odd credit)",
    sentence=Text("{month}小贷和民间融资最高年利率 {value}", "The highest yearly rate of local loans in {month} is {value}"),
    unit="rate",
    worse="more",
    group=Group.PRIVATE_CREDIT,
    source="finance_office",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("地方金融工作部门未报送，不计入企业分数。", "The local finance office has not reported; this costs the firm nothing."),
    subject="company",
)
def local_loans_rate(facts: Facts) -> Column:
    """``local_loans_highest_rate`` of this month."""
    return facts.now("local_loans_highest_rate")
