"""Largest client with affiliates over net assets (被担保人及关联方占净资产)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("被担保人及关联方占净资产", "Largest client with affiliates over net assets"),
    measures=Text("最大被担保人及其关联方责任余额与净资产之比。", "Liability for the largest client and its affiliates over net assets."),
    reason=Text("关联方实为一户。", "Affiliates are one client in substance."),
    basis="融资担保公司监督管理条例（国务院令第683号） art. 16",
    sentence=Text(
        "{month}最大被担保人及关联方为净资产的 {value}",
        "The largest client with affiliates is {value} of net assets in {month}",
    ),
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
def guarantee_largest_group(facts: Facts) -> Column:
    """``guarantee_largest_group_fen`` over ``net_assets_fen``, of the newest return of three months."""
    return ratio(facts.latest("guarantee_largest_group_fen"), facts.latest("net_assets_fen"))
