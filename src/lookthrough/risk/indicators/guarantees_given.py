"""What the firm vouches for against what it owns (对外担保)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("对外担保占净资产", "Guarantees given over net assets"),
    measures=Text("对外担保余额占净资产的比例。", "Guarantees given for others over net assets."),
    reason=Text("担保超过净资产，一家出事即可拖垮自身。", "Where guarantees pass net assets, another firm's failure brings this one down."),
    basis="企业金融风险监测预警工作方案（关联担保） | Plan for warning of enterprises' financial risk (related guarantees)",
    sentence=Text("{month}末对外担保为净资产的 {value}", "Guarantees given are {value} of net assets at the end of {month}"),
    unit="share",
    worse="more",
    group=Group.GUARANTEES,
    source="banking_supervisor",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("金融监管总局派出机构未报送，不计入企业分数。", "The banking supervisor has not reported; this costs the firm nothing."),
    subject="company",
)
def guarantees_given(facts: Facts) -> Column:
    """``guarantees_given_fen`` over the latest ``net_assets_fen``."""
    return ratio(facts.now("guarantees_given_fen"), facts.latest("net_assets_fen"))
