"""Buyers' money is not there to finish their homes (预售资金缺口)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, not_below_zero, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("预售监管资金缺口", "Gap of presale money"),
    measures=Text(
        "后续工程所需资金中，预售监管资金不足的比例。",
        "The share of what the works still need that presale accounts do not hold.",
    ),
    reason=Text("监管资金不足以完工，说明购房款可能被挪用。", "Where it is not enough to finish, buyers' money may have gone elsewhere."),
    basis="企业金融风险监测预警工作方案第4组（资金异常） | Plan for warning of enterprises' financial risk, group 4 (odd funding)",
    sentence=Text("{month}末预售监管资金缺口 {value}", "Presale accounts lack {value} of what the works need at the end of {month}"),
    unit="share",
    worse="more",
    group=Group.BUILDING,
    source="real_estate_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("房管局未报送，不计入企业分数。", "The real-estate bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def presale_gap(facts: Facts) -> Column:
    """What is lacking over ``presale_needed_fen``, nothing at the least."""
    gap = not_below_zero(facts.now("presale_needed_fen") - facts.now("presale_supervised_fen"))
    return ratio(gap, facts.now("presale_needed_fen"))
