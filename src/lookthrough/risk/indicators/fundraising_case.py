"""The police have opened a case of illegal fundraising (非法集资立案)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("涉嫌非法集资立案", "Case of illegal fundraising"),
    measures=Text("是否因涉嫌非法集资被立案。", "Whether a case of illegal fundraising is open against the firm."),
    reason=Text(
        "立案后企业融资渠道即告断绝，集资参与人随之挤兑。",
        "With a case open no lender gives money, and participants want theirs back.",
    ),
    basis="企业金融风险监测预警工作方案第6组（重大非法集资） | "
    "Plan for warning of enterprises' financial risk, group 6 (large illegal fundraising)",
    sentence=Text("{month}涉嫌非法集资立案：{value}", "Case of illegal fundraising in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.HEAD,
    source="public_security",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("公安局未报送，不计入企业分数。", "The police has not reported; this costs the firm nothing."),
    subject="company",
)
def fundraising_case(facts: Facts) -> Column:
    """``fundraising_case_flag`` of this month."""
    return facts.now("fundraising_case_flag")
