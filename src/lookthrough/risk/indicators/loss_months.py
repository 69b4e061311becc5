"""Months in a row in which the firm lost money (连续亏损)."""

from __future__ import annotations

import ibis

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("连续亏损月数", "Months of loss in a row"),
    measures=Text(
        "截至本月连续亏损的月数；未单独报送的由各月利润推算，最多看12个月。",
        "How many months in a row up to this one lost money; where that is not sent it is counted from monthly profits, twelve at most.",
    ),
    reason=Text(
        "连续亏损三个月以上是方案列明的预警情形；亏损越久，越可能靠新债维持。",
        "Three months of loss in a row is a case for warning by the plan itself; the longer it lasts, the more is kept up by new debt.",
    ),
    basis="企业金融风险监测预警工作方案第3组（连续亏损三个月以上） | "
    "Plan for warning of enterprises' financial risk, group 3 (losses in three months in a row)",
    sentence=Text("截至{month}连续亏损 {value}", "By {month} the firm has lost money for {value} in a row"),
    unit="months",
    worse="more",
    group=Group.LOSSES,
    source="industry_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("工信局未报送，不计入企业分数。", "The industry bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def loss_months(facts: Facts) -> Column:
    """``losing_months_count``, else the months in a row with ``profit_fen`` below zero."""
    return ibis.coalesce(facts.now("losing_months_count"), facts.in_a_row("profit_fen", lambda profit: profit < 0, months=12))
