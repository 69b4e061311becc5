"""Largest client over net assets (单一被担保人占净资产)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("单一被担保人占净资产", "Largest client over net assets"),
    measures=Text("最大单一被担保人责任余额与净资产之比。", "Liability for the largest client over net assets."),
    reason=Text("集中于一户，一户违约即动摇全局。", "With one large client a single default shakes the whole."),
    basis="融资担保公司监督管理条例（国务院令第683号） art. 16",
    sentence=Text("{month}最大单一被担保人为净资产的 {value}", "The largest client is {value} of net assets in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="guarantor",
    owed_by=OwedBy.FIRM,
    missing=Text(
        "融资担保公司应报未报，按评分卡规定计分。",
        "The guarantor owes it and has not reported; the scorecard says what that counts.",
    ),
    subject="institution",
)
def guarantee_largest_client(facts: Facts) -> Column:
    """``guarantee_largest_client_fen`` over ``net_assets_fen``, of the newest return of three months."""
    return ratio(facts.latest("guarantee_largest_client_fen"), facts.latest("net_assets_fen"))
