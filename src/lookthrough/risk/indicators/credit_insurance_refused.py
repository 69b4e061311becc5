"""Insurers no longer cover the firm (拒保停保)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("信用保险拒保或停保", "Credit insurance refused"),
    measures=Text("保险公司是否对企业拒保或停保。", "Whether insurers refuse or stop cover for the firm."),
    reason=Text("保险公司先于公众看到赔付风险。", "Insurers see the risk of loss before the public does."),
    basis="企业金融风险监测预警工作方案（配合单位） | Plan for warning of enterprises' financial risk (supporting departments)",
    sentence=Text("{month}信用保险拒保或停保：{value}", "Credit insurance refused in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.CREDIT,
    source="insurance_association",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("保险行业协会未报送，不计入企业分数。", "The insurance association has not reported; this costs the firm nothing."),
    subject="company",
)
def credit_insurance_refused(facts: Facts) -> Column:
    """``credit_insurance_refused_flag`` of this month."""
    return facts.now("credit_insurance_refused_flag")
