"""Disputes over building works (工程纠纷)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("工程纠纷件数", "Works disputes"),
    measures=Text("近三个月工程纠纷件数。", "Disputes over works in three months."),
    reason=Text("纠纷集中说明项目资金链已紧。", "Many disputes show that the project's money is running short."),
    basis="企业金融风险监测预警工作方案第4组（项目纠纷） | Plan for warning of enterprises' financial risk, group 4 (project disputes)",
    sentence=Text("截至{month}近三个月工程纠纷 {value} 件", "{value} disputes over works in the three months to {month}"),
    unit="count",
    worse="more",
    group=Group.BUILDING,
    source="housing_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("住建局未报送，不计入企业分数。", "The housing bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def works_disputes(facts: Facts) -> Column:
    """``works_disputes_count`` of three months."""
    return facts.total("works_disputes_count", months=3)
