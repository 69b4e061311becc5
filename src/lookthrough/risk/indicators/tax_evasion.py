"""A case of tax evasion is open (偷逃骗税立案)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("偷逃骗税立案", "Tax evasion case"),
    measures=Text("本月是否因偷逃骗税立案查处。", "Whether a case of tax evasion is open this month."),
    reason=Text("立案查处可能带来大额补税和罚款。", "A case can end in large back taxes and fines."),
    basis="企业金融风险监测预警工作方案第5组（偷逃税） | Plan for warning of enterprises' financial risk, group 5 (evasion)",
    sentence=Text("{month}偷逃骗税立案：{value}", "Tax evasion case in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.TAX,
    source="tax_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("税务局未报送，不计入企业分数。", "The tax bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def tax_evasion(facts: Facts) -> Column:
    """``tax_evasion_case_flag`` of this month."""
    return facts.now("tax_evasion_case_flag")
