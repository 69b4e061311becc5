"""People insured by the firm against three months before (参保人数变化)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("参保人数变化", "Change of people insured"),
    measures=Text("参保人数与三个月前相比的变化比例。", "By which share the people insured differ from three months before."),
    reason=Text(
        "员工大量离开是经营难以为继或准备撤离的征兆。",
        "People who leave in numbers tell that business cannot go on, or that flight is prepared.",
    ),
    basis="企业金融风险监测预警工作方案第8组; 江苏省互联网金融协会投资指南（团队异动） | "
    "Plan for warning of enterprises' financial risk, group 8; investor guide of the Jiangsu association (changes of team)",
    sentence=Text("{month}参保人数较三个月前变化 {value}", "People insured in {month} differ by {value} from three months before"),
    unit="share",
    worse="less",
    group=Group.WAGES,
    source="human_resources",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("人社局未报送，不计入企业分数。", "The labour bureau has not reported; this costs the firm nothing."),
    subject="any",
)
def headcount_change(facts: Facts) -> Column:
    """Change of ``insured_persons_count`` against three months ago."""
    return facts.change("insured_persons_count", months=3)
