"""Guarantees for controllers over net assets (为控股股东、实际控制人担保占净资产)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("为控股股东、实际控制人担保占净资产", "Guarantees for controllers over net assets"),
    measures=Text("为控股股东、实际控制人担保余额与净资产之比。", "Guarantees for controlling holders over net assets."),
    reason=Text("法律禁止；有即违规。", "The law forbids it; any amount is a breach."),
    basis="融资担保公司监督管理条例（国务院令第683号） art. 17",
    sentence=Text("{month}为控股股东、实际控制人担保为净资产的 {value}", "Guarantees for controllers are {value} of net assets in {month}"),
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
def guarantee_controllers(facts: Facts) -> Column:
    """``guarantee_controllers_fen`` over ``net_assets_fen``, of the newest return of three months."""
    return ratio(facts.latest("guarantee_controllers_fen"), facts.latest("net_assets_fen"))
