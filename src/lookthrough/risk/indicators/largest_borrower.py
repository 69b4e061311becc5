"""Largest borrower over net assets (最大单户占净资产)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("最大单户占净资产", "Largest borrower over net assets"),
    measures=Text("最大单一客户余额与净资产之比。", "The largest client's balance over net assets."),
    reason=Text("单户集中度是地方金融组织最主要的限额之一。", "Concentration in one client is among the main limits of local bodies."),
    basis="小额贷款公司监督管理暂行办法（金规〔2024〕26号） | Interim measures for small-loan companies (Jingui [2024] No. 26)",
    sentence=Text("{month}最大单户为净资产的 {value}", "The largest client is {value} of net assets in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="licensed_returns",
    owed_by=OwedBy.FIRM,
    missing=Text("机构应报未报，按评分卡规定计分。", "The body owes it and has not reported; the scorecard says what that counts."),
    subject="institution",
)
def largest_borrower(facts: Facts) -> Column:
    """``largest_borrower_fen`` over ``net_assets_fen``, of the newest return of three months."""
    return ratio(facts.latest("largest_borrower_fen"), facts.latest("net_assets_fen"))
