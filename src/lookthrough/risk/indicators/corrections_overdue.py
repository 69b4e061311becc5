"""Orders to correct that are past their day (整改逾期)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("整改逾期项数", "Corrections overdue"),
    measures=Text("月末已过期限仍未整改的项数。", "Items to correct whose day has passed at the end of the month."),
    reason=Text("拒不整改应升级措施。", "Who does not correct calls for stronger measures."),
    basis="国务院令第737号 art. 18; 银监会令2016年第1号 art. 40",
    sentence=Text("{month}末整改逾期 {value} 项", "{value} corrections are overdue at the end of {month}"),
    unit="count",
    worse="more",
    group=Group.LICENSED,
    source="supervision",
    owed_by=OwedBy.US,
    missing=Text("没有现场检查记录，不计分。", "There is no record of a check; it costs nothing."),
    subject="any",
)
def corrections_overdue(facts: Facts) -> Column:
    """``corrections_overdue_count`` of this month."""
    return facts.now("corrections_overdue_count")
