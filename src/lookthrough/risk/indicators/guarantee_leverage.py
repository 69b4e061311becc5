"""Guarantee liability over net assets (担保责任余额放大倍数)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("担保责任余额放大倍数", "Guarantee liability over net assets"),
    measures=Text("融资担保责任余额与净资产之比。", "Guarantee liability outstanding over net assets."),
    reason=Text("超过法定倍数即超出偿付能力。", "Beyond the lawful multiple a guarantor cannot pay."),
    basis="融资担保公司监督管理条例（国务院令第683号） art. 15",
    sentence=Text("{month}担保责任余额为净资产的 {value}", "Guarantee liability is {value} net assets in {month}"),
    unit="times",
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
def guarantee_leverage(facts: Facts) -> Column:
    """``guarantee_liability_fen`` over ``net_assets_fen``, of the newest return of three months."""
    return ratio(facts.latest("guarantee_liability_fen"), facts.latest("net_assets_fen"))
