"""Homes are sold with a promise to pay the price back (返本销售、售后包租)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("返本销售或售后包租", "Sales with money back"),
    measures=Text("本月是否以返本销售、售后包租方式售房。", "Whether homes were sold with money back or guaranteed rent this month."),
    reason=Text(
        "返本销售和售后包租是司法解释列明的非法集资形式。",
        "Sale with money back or guaranteed rent is a form of illegal fundraising that the Court's interpretation lists.",
    ),
    basis="法释〔2022〕5号 art. 2",
    sentence=Text("{month}返本销售或售后包租：{value}", "Sales with money back or guaranteed rent in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.BUILDING,
    source="real_estate_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("房管局未报送，不计入企业分数。", "The real-estate bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def return_promised_sales(facts: Facts) -> Column:
    """``return_promised_sales_flag`` of this month."""
    return facts.now("return_promised_sales_flag")
