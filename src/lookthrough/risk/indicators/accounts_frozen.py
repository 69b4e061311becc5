"""A court has frozen accounts of the firm (账户冻结)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("账户被冻结", "Accounts frozen"),
    measures=Text("本月法院是否冻结企业账户。", "Whether a court has frozen an account of the firm this month."),
    reason=Text(
        "基本账户被冻结，工资和货款都付不出，会使困难迅速外溢。",
        "With its accounts frozen a firm can pay neither wages nor suppliers, and trouble spreads fast.",
    ),
    basis="企业金融风险监测预警工作方案第2组（账户冻结） | Plan for warning of enterprises' financial risk, group 2 (frozen accounts)",
    sentence=Text("{month}账户被冻结：{value}", "Accounts frozen in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.CREDIT,
    source="court",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("法院未报送，不计入企业分数。", "The court has not reported; this costs the firm nothing."),
    subject="company",
)
def accounts_frozen(facts: Facts) -> Column:
    """``accounts_frozen_flag`` of this month."""
    return facts.now("accounts_frozen_flag")
