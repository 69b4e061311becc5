"""Largest group over net assets (最大集团客户占净资产)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("最大集团客户占净资产", "Largest group over net assets"),
    measures=Text("最大客户及其关联方余额与净资产之比。", "The largest client and its affiliates over net assets."),
    reason=Text("关联方实为一户。", "Affiliates are one client in substance."),
    basis="小额贷款公司监督管理暂行办法（金规〔2024〕26号） | Interim measures for small-loan companies (Jingui [2024] No. 26)",
    sentence=Text("{month}最大客户及关联方为净资产的 {value}", "The largest client with affiliates is {value} of net assets in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="licensed_returns",
    owed_by=OwedBy.FIRM,
    missing=Text("机构应报未报，按评分卡规定计分。", "The body owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def largest_group(facts: Facts) -> Column:
    """``largest_group_fen`` over ``net_assets_fen``, of the newest return of three months."""
    return ratio(facts.latest("largest_group_fen"), facts.latest("net_assets_fen"))
