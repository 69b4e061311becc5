"""Highest all-in rate (最高年化综合利率)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("最高年化综合利率", "Highest all-in rate"),
    measures=Text("本月发放贷款的最高年化综合利率。", "The highest all-in yearly rate of loans granted."),
    reason=Text("综合成本过高既伤借款人，也是变相收费的信号。", "An all-in cost too high harms borrowers and points to hidden fees."),
    basis="小额贷款公司监督管理暂行办法（金规〔2024〕26号） | Interim measures for small-loan companies (Jingui [2024] No. 26)",
    sentence=Text("{month}最高年化综合利率 {value}", "The highest all-in yearly rate in {month} is {value}"),
    unit="rate",
    worse="more",
    group=Group.LICENSED,
    source="microlender",
    owed_by=OwedBy.FIRM,
    missing=Text(
        "小额贷款公司应报未报，按评分卡规定计分。",
        "The small-loan company owes it and has not reported; the scorecard says what that counts.",
    ),
    subject="institution",
)
def lending_rate(facts: Facts) -> Column:
    """``highest_rate`` of the newest return of three months."""
    return facts.latest("highest_rate")
