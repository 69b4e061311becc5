"""Losses against what the firm owns (亏损与净资产)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, not_below_zero, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("近三个月亏损占净资产", "Three months' loss over net assets"),
    measures=Text("近三个月合计亏损占净资产的比例，盈利为零。", "The loss of three months together over net assets; a profit is nothing."),
    reason=Text(
        "大额亏损侵蚀净资产，是偿债能力下降的直接证据。",
        "A large loss eats net assets: direct evidence that the firm can repay less.",
    ),
    basis="企业金融风险监测预警工作方案第3组（大额亏损） | Plan for warning of enterprises' financial risk, group 3 (large losses)",
    sentence=Text("截至{month}近三个月亏损为净资产的 {value}", "The loss of the three months to {month} is {value} of net assets"),
    unit="share",
    worse="more",
    group=Group.LOSSES,
    source="industry_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("工信局未报送，不计入企业分数。", "The industry bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def loss_to_net_assets(facts: Facts) -> Column:
    """The loss of three months over ``net_assets_fen``."""
    loss = not_below_zero(-facts.total("profit_fen", months=3))
    return ratio(loss, facts.latest("net_assets_fen"))
