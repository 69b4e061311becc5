"""Debts for which the firm vouched and does not pay (担保债务逾期未偿)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("担保债务逾期未偿占净资产", "Unpaid guaranteed debts over net assets"),
    measures=Text("担保债务逾期未偿金额占净资产的比例。", "Debts that the firm vouched for and that are unpaid, over its net assets."),
    reason=Text(
        "为他人担保而被拖累，是互保圈风险传导的途径。",
        "Guarantees for others are the way by which trouble runs through a ring of guarantors.",
    ),
    basis="企业金融风险监测预警工作方案第3组（担保债务未偿） | "
    "Plan for warning of enterprises' financial risk, group 3 (guaranteed debts unpaid)",
    sentence=Text("{month}末担保债务逾期未偿为净资产的 {value}", "Unpaid guaranteed debts are {value} of net assets at the end of {month}"),
    unit="share",
    worse="more",
    group=Group.LOSSES,
    source="industry_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("工信局未报送，不计入企业分数。", "The industry bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def guaranteed_debt_unpaid(facts: Facts) -> Column:
    """``guaranteed_debt_unpaid_fen`` over ``net_assets_fen``."""
    return facts.share("guaranteed_debt_unpaid_fen", "net_assets_fen")
