"""How many firms vouch for each other (互保联保)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("互保联保企业家数", "Firms that vouch for each other"),
    measures=Text("与企业互保、联保的企业家数。", "Firms that vouch mutually with this one."),
    reason=Text("互保圈越大，风险传导越广。", "The larger the circle, the further trouble runs."),
    basis="企业金融风险监测预警工作方案（关联担保） | Plan for warning of enterprises' financial risk (related guarantees)",
    sentence=Text("{month}互保联保企业 {value} 家", "{value} firms vouch mutually with it in {month}"),
    unit="count",
    worse="more",
    group=Group.GUARANTEES,
    source="small_business_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("中小企业局未报送，不计入企业分数。", "The small-business bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def mutual_guarantors(facts: Facts) -> Column:
    """``mutual_guarantors_count`` of this month."""
    return facts.now("mutual_guarantors_count")
