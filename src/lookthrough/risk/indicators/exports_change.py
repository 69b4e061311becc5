"""Exports against the same month of last year (出口同比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("出口额同比变化", "Exports against last year"),
    measures=Text(
        "近三个月出口额与上年同期相比的变化比例。",
        "By which share exports of three months differ from the same months of last year.",
    ),
    reason=Text("外贸企业的订单断裂先见于报关。", "An exporter's lost orders show at customs first."),
    basis="企业金融风险监测预警工作方案（配合单位） | Plan for warning of enterprises' financial risk (supporting departments)",
    sentence=Text("截至{month}近三个月出口同比变化 {value}", "Exports of the three months to {month} differ by {value} from last year"),
    unit="share",
    worse="less",
    group=Group.LOSSES,
    source="customs",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("海关未报送，不计入企业分数。", "Customs has not reported; this costs the firm nothing."),
    subject="company",
)
def exports_change(facts: Facts) -> Column:
    """Three months of ``exports_fen`` over three of ``exports_last_year_fen``, less one."""
    return ratio(facts.total("exports_fen", months=3), facts.total("exports_last_year_fen", months=3)) - 1
