"""Bonds and securitisation over net assets (标准化融资杠杆)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("标准化融资杠杆", "Bonds and securitisation over net assets"),
    measures=Text("债券、资产证券化等标准化融资余额与净资产之比。", "Bonds and securitisation over net assets."),
    reason=Text("超过四倍即超出法定杠杆。", "More than four times net assets is beyond the lawful leverage."),
    basis="小额贷款公司监督管理暂行办法（金规〔2024〕26号） | Interim measures for small-loan companies (Jingui [2024] No. 26)",
    sentence=Text("{month}债券和资产证券化为净资产的 {value}", "Bonds and securitisation are {value} net assets in {month}"),
    unit="times",
    worse="more",
    group=Group.LICENSED,
    source="microlender",
    owed_by=OwedBy.FIRM,
    missing=Text(
        "小额贷款公司应报未报，按评分卡规定计分。",
        "The small-loan company owes it and has not reported; the scorecard says what that counts.",
    ),
    subject="institution",
)
def market_leverage(facts: Facts) -> Column:
    """``borrowed_market_fen`` over ``net_assets_fen``, of the newest return of three months."""
    return ratio(facts.latest("borrowed_market_fen"), facts.latest("net_assets_fen"))
