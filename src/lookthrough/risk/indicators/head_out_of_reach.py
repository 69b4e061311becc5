"""Nobody can reach the head of the firm (负责人失联)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("负责人失联", "Head out of reach"),
    measures=Text("负责人是否已失去联系。", "Whether the head of the firm can no longer be reached."),
    reason=Text("失联多为跑路的最后一步。", "Out of reach is mostly the last step of flight."),
    basis="企业金融风险监测预警工作方案第6组 | Plan for warning of enterprises' financial risk, group 6",
    sentence=Text("{month}负责人失联：{value}", "Head out of reach in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.HEAD,
    source="public_security",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("公安局未报送，不计入企业分数。", "The police has not reported; this costs the firm nothing."),
    subject="company",
)
def head_out_of_reach(facts: Facts) -> Column:
    """``head_out_of_reach_flag`` of this month."""
    return facts.now("head_out_of_reach_flag")
