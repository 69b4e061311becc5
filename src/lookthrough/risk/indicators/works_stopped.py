"""Building projects that stand still (停工项目)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("停工项目数", "Projects stopped"),
    measures=Text("月末停工的项目个数。", "Projects that stand still at the end of the month."),
    reason=Text("停工先于交房违约。", "A stopped site comes before homes that are not handed over."),
    basis="企业金融风险监测预警工作方案第4组（资金异常） | Plan for warning of enterprises' financial risk, group 4 (odd funding)",
    sentence=Text("{month}末停工项目 {value} 个", "{value} projects stand still at the end of {month}"),
    unit="count",
    worse="more",
    group=Group.BUILDING,
    source="housing_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("住建局未报送，不计入企业分数。", "The housing bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def works_stopped(facts: Facts) -> Column:
    """``works_stopped_count`` of this month."""
    return facts.now("works_stopped_count")
