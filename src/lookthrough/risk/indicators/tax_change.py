"""Tax paid against the same months of last year (税收同比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("入库税款同比变化", "Tax paid against last year"),
    measures=Text(
        "近三个月入库税款与上年同期相比的变化比例。",
        "By which share the tax of three months differs from the same months of last year.",
    ),
    reason=Text(
        "税款比报表难以粉饰，大幅下降说明经营萎缩。",
        "Tax is harder to embellish than accounts; a large fall shows that trade shrinks.",
    ),
    basis="企业金融风险监测预警工作方案第5组（税收异常下降） | "
    "Plan for warning of enterprises' financial risk, group 5 (tax falls without cause)",
    sentence=Text("截至{month}近三个月税款同比变化 {value}", "Tax of the three months to {month} differs by {value} from last year"),
    unit="share",
    worse="less",
    group=Group.TAX,
    source="tax_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("税务局未报送，不计入企业分数。", "The tax bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def tax_change(facts: Facts) -> Column:
    """Three months of ``tax_paid_fen`` over three of ``tax_paid_last_year_fen``, less one; the fields come in one return."""
    return ratio(facts.total("tax_paid_fen", months=3), facts.total("tax_paid_last_year_fen", months=3)) - 1
