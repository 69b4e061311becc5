"""Negative reports about the firm in a month (负面报道)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("负面报道篇数", "Negative reports"),
    measures=Text("本月有关该企业的负面报道篇数。", "How many negative reports about the firm appeared in the month."),
    reason=Text(
        "媒体先于账本发声：债务、停工、维权多先见诸报道。",
        "The press speaks before the books do: debts, stoppages and protests are reported first.",
    ),
    basis="企业金融风险监测预警工作方案第1组（媒体异常报道） | "
    "Plan for warning of enterprises' financial risk, group 1 (abnormal media reports)",
    sentence=Text("{month}有负面报道 {value} 篇", "{value} negative reports appeared in {month}"),
    unit="count",
    worse="more",
    group=Group.MEDIA,
    source="publicity_department",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("宣传部未报送，不计入企业分数。", "The publicity department has not reported; this costs the firm nothing."),
    subject="company",
)
def media_negative(facts: Facts) -> Column:
    """``media_negative_items_count`` of this month."""
    return facts.now("media_negative_items_count")
