"""Bank and owners' loans over net assets (非标准化融资杠杆)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("非标准化融资杠杆", "Bank and owners' loans over net assets"),
    measures=Text("银行借款、股东借款等非标准化融资余额与净资产之比。", "Loans of banks and owners over net assets."),
    reason=Text("超过一倍即超出法定杠杆。", "More than once net assets is beyond the lawful leverage."),
    basis="小额贷款公司监督管理暂行办法（金规〔2024〕26号） | Interim measures for small-loan companies (Jingui [2024] No. 26)",
    sentence=Text("{month}银行和股东借款为净资产的 {value}", "Loans of banks and owners are {value} net assets in {month}"),
    unit="times",
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
def bank_leverage(facts: Facts) -> Column:
    """``borrowed_bank_fen`` over ``net_assets_fen``, of the newest return of three months."""
    return ratio(facts.latest("borrowed_bank_fen"), facts.latest("net_assets_fen"))
