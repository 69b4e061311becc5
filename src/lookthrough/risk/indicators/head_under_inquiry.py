"""The legal representative is under inquiry (法定代表人被调查)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("法定代表人被调查", "Legal representative under inquiry"),
    measures=Text("法定代表人是否正被调查。", "Whether the legal representative is under inquiry."),
    reason=Text("负责人被调查常使银行停贷、供应商断货。", "When the head is under inquiry banks stop lending and suppliers delivering."),
    basis="企业金融风险监测预警工作方案第6组（法定代表人被调查） | "
    "Plan for warning of enterprises' financial risk, group 6 (legal representative under inquiry)",
    sentence=Text("{month}法定代表人被调查：{value}", "Legal representative under inquiry in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.HEAD,
    source="public_security",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("公安局未报送，不计入企业分数。", "The police has not reported; this costs the firm nothing."),
    subject="company",
)
def head_under_inquiry(facts: Facts) -> Column:
    """``legal_representative_inquiry_flag`` of this month."""
    return facts.now("legal_representative_inquiry_flag")
