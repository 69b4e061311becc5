"""Tax returns that the firm did not file (逾期未申报)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("逾期未申报次数", "Tax returns missed"),
    measures=Text("近三个月逾期未申报的次数。", "Tax returns not filed in time in three months."),
    reason=Text("不再申报往往意味着无人管事。", "A firm that no longer files often has nobody left in charge."),
    basis="企业金融风险监测预警工作方案第5组（逾期申报） | Plan for warning of enterprises' financial risk, group 5 (late filing)",
    sentence=Text("截至{month}近三个月逾期未申报 {value} 次", "{value} tax returns were missed in the three months to {month}"),
    unit="count",
    worse="more",
    group=Group.TAX,
    source="tax_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("税务局未报送，不计入企业分数。", "The tax bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def tax_filings_missed(facts: Facts) -> Column:
    """``tax_filings_missed_count`` of three months."""
    return facts.total("tax_filings_missed_count", months=3)
