"""What is claimed in court against what the firm owns (被诉标的与净资产)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("被诉标的占净资产", "Claims over net assets"),
    measures=Text("近三个月被诉标的额合计占净资产的比例。", "Claims of three months together over net assets."),
    reason=Text(
        "标的超过净资产两成时，一场败诉即可动摇企业。",
        "Where claims pass a fifth of net assets one lost suit can shake the firm.",
    ),
    basis="企业金融风险监测预警工作方案第7组（重大诉讼） | Plan for warning of enterprises' financial risk, group 7 (major suits)",
    sentence=Text("截至{month}近三个月被诉标的为净资产的 {value}", "Claims of the three months to {month} are {value} of net assets"),
    unit="share",
    worse="more",
    group=Group.LAWSUITS,
    source="court",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("法院未报送，不计入企业分数。", "The court has not reported; this costs the firm nothing."),
    subject="company",
)
def claims_to_net_assets(facts: Facts) -> Column:
    """``lawsuit_claims_fen`` of three months over ``net_assets_fen``."""
    return ratio(facts.total("lawsuit_claims_fen", months=3), facts.latest("net_assets_fen"))
