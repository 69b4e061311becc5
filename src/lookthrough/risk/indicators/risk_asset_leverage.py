"""Risk assets over net assets (风险资产放大倍数)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("风险资产放大倍数", "Risk assets over net assets"),
    measures=Text("风险资产总额与净资产之比。", "Risk assets over net assets."),
    reason=Text("杠杆越高，吸收损失的能力越弱。", "The higher the leverage, the less loss can be borne."),
    basis="银保监发〔2020〕22号; 银保监办发〔2019〕205号",
    sentence=Text("{month}风险资产为净资产的 {value}", "Risk assets are {value} net assets in {month}"),
    unit="times",
    worse="more",
    group=Group.LICENSED,
    source="licensed_returns",
    owed_by=OwedBy.FIRM,
    missing=Text("机构应报未报，按评分卡规定计分。", "The body owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def risk_asset_leverage(facts: Facts) -> Column:
    """``risk_assets_fen`` over ``net_assets_fen``, of the newest return of three months."""
    return ratio(facts.latest("risk_assets_fen"), facts.latest("net_assets_fen"))
