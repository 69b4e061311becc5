"""How many local lenders lent to the firm in 90 days (地方出借机构家数)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("近90日地方出借机构家数", "Local lenders in 90 days"),
    measures=Text("近90日向企业放款的小贷、民间融资机构家数。", "Small-loan and private lenders that lent to the firm in 90 days."),
    reason=Text("短期内多头借款说明银行渠道已断。", "Many lenders in a short time show that banks no longer lend."),
    basis="企业金融风险监测预警工作方案第9组（小贷、民间融资机构异常授信） | "
    "Plan for warning of enterprises' financial risk, group 9 (odd credit of small-loan and private-finance bodies)",
    sentence=Text("截至{month}近90日有 {value} 家地方机构放款", "{value} local lenders lent in the 90 days to {month}"),
    unit="count",
    worse="more",
    group=Group.PRIVATE_CREDIT,
    source="finance_office",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("地方金融工作部门未报送，不计入企业分数。", "The local finance office has not reported; this costs the firm nothing."),
    subject="company",
)
def local_lenders(facts: Facts) -> Column:
    """``local_lenders_90_days_count`` of this month."""
    return facts.now("local_lenders_90_days_count")
