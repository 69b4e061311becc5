"""How much one lender puts in in a month (人均出借金额)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("人均出借金额", "Lent per lender"),
    measures=Text(
        "最近六个月撮合金额与出借人数之比。",
        "Money lent divided by lenders over the last six months.",
    ),
    reason=Text(
        "人均金额越小，资金越来自普通公众；面向社会公众是非法集资的三要素之一，小额出借人也最难自行查核标的。",
        "The smaller the sum per head, the more it is the ordinary public that lends; reaching the public is "
        "one of the three elements, and small lenders can check least.",
    ),
    basis="防范和处置非法集资条例（国务院令第737号）第二条",
    sentence=Text("截至{month}的半年内，平均每名出借人每月出借 {value}", "In the six months up to {month} a lender put in {value} a month"),
    unit="fen",
    worse="less",
    group=Group.SOCIAL_SPREAD,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台未披露撮合金额或出借人数。", "The platform has not disclosed what was lent or its number of lenders."),
    subject="institution",
)
def lent_per_lender(facts: Facts) -> Column:
    """Sum of ``lent_fen`` over sum of ``lenders_current_count`` of six months."""
    return ratio(facts.total("lent_fen", 6), facts.total("lenders_current_count", 6))
