"""Tax falls more than sales do (税收降幅大于销售降幅)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, not_below_zero, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("税收降幅超过销售降幅", "Tax falls more than sales"),
    measures=Text(
        "近三个月税款同比降幅减去申报销售收入同比降幅，负值为零。",
        "The fall of three months' tax less the fall of declared sales, against last year; nothing when negative.",
    ),
    reason=Text("销售未降而税款大降，属无正当理由的下降。", "Tax that falls while sales do not has no evident cause."),
    basis="企业金融风险监测预警工作方案第5组（税收无故下降） | "
    "Plan for warning of enterprises' financial risk, group 5 (tax falls without cause)",
    sentence=Text("截至{month}近三个月税收降幅比销售降幅多 {value}", "In the three months to {month} tax fell by {value} more than sales"),
    unit="points",
    worse="more",
    group=Group.TAX,
    source="tax_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("税务局未报送，不计入企业分数。", "The tax bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def tax_without_sales(facts: Facts) -> Column:
    """Change of sales less change of tax, each of three months against last year, nothing at the least."""
    tax = ratio(facts.total("tax_paid_fen", months=3), facts.total("tax_paid_last_year_fen", months=3))
    sales = ratio(facts.total("tax_sales_fen", months=3), facts.total("tax_sales_last_year_fen", months=3))
    return not_below_zero(sales - tax)
