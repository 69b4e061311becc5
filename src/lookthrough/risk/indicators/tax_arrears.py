"""Tax that the firm owes (欠税)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("欠税相当于几个月税款", "Tax arrears in months of tax"),
    measures=Text("欠税余额相当于前十二个月平均几个月的税款。", "Tax owed, in months of the mean tax of the twelve months before."),
    reason=Text("以月数表示，大小企业可以同样衡量。", "Counted in months, large and small firms are measured alike."),
    basis="企业金融风险监测预警工作方案第5组（欠税） | Plan for warning of enterprises' financial risk, group 5 (unpaid tax)",
    sentence=Text("{month}末欠税相当于 {value}的税款", "At the end of {month} the firm owes the tax of {value}"),
    unit="months",
    worse="more",
    group=Group.TAX,
    source="tax_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("税务局未报送，不计入企业分数。", "The tax bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def tax_arrears(facts: Facts) -> Column:
    """``tax_arrears_fen`` over the mean of twelve months' ``tax_paid_fen``."""
    return ratio(facts.now("tax_arrears_fen"), facts.mean("tax_paid_fen", months=12))
