"""Registered capital that was never paid in (注册资本未实缴)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, not_below_zero
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("未实缴资本占比", "Capital not paid in"),
    measures=Text("注册资本中未实缴的比例。", "The share of registered capital that is not paid in."),
    reason=Text(
        "以未实缴的巨额资本宣传实力，是风险主体的常见特征。",
        "Boasting of capital that was never paid in is common among risky firms.",
    ),
    basis="江苏省互联网金融协会投资指南（专题一：风险主体） | Investor guide of the Jiangsu association (topic 1: risk subject)",
    sentence=Text("{month}注册资本中 {value} 未实缴", "{value} of the registered capital is not paid in, as of {month}"),
    unit="share",
    worse="more",
    group=Group.TOPICS,
    source="registry",
    owed_by=OwedBy.US,
    missing=Text("登记信息尚未入库或未计算，不计分。", "The register does not know it yet; it costs nothing."),
    subject="any",
)
def capital_unpaid(facts: Facts) -> Column:
    """What of ``registered_capital_fen`` is not in ``paid_in_capital_fen``."""
    return not_below_zero(1 - facts.share("paid_in_capital_fen", "registered_capital_fen"))
