"""Labour disputes (劳动纠纷)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("劳动纠纷件数", "Labour disputes"),
    measures=Text("近三个月劳动纠纷件数。", "Labour disputes in three months."),
    reason=Text("纠纷集中出现在停工、裁员和欠薪之前后。", "Disputes cluster around stoppages, dismissals and unpaid wages."),
    basis="企业金融风险监测预警工作方案第8组（劳动纠纷） | Plan for warning of enterprises' financial risk, group 8 (labour disputes)",
    sentence=Text("截至{month}近三个月劳动纠纷 {value} 件", "{value} labour disputes in the three months to {month}"),
    unit="count",
    worse="more",
    group=Group.WAGES,
    source="human_resources",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("人社局未报送，不计入企业分数。", "The labour bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def labour_disputes(facts: Facts) -> Column:
    """``labour_disputes_count`` of three months."""
    return facts.total("labour_disputes_count", months=3)
