"""The firm is on the list of dishonest debtors (失信被执行人)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("失信被执行人", "Dishonest debtor"),
    measures=Text("是否列入失信被执行人名单。", "Whether the firm is on the list of dishonest debtors."),
    reason=Text("列入名单后招投标、融资均受限。", "Those on the list may neither tender nor borrow freely."),
    basis="最高人民法院关于公布失信被执行人名单信息的若干规定",
    sentence=Text("{month}失信被执行人：{value}", "Dishonest debtor in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.LAWSUITS,
    source="court",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("法院未报送，不计入企业分数。", "The court has not reported; this costs the firm nothing."),
    subject="company",
)
def dishonest_debtor(facts: Facts) -> Column:
    """``dishonest_debtor_flag`` of this month."""
    return facts.now("dishonest_debtor_flag")
