"""Client money that no bank holds (客户资金缺口)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, not_below_zero, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("客户资金未存管占比", "Client money not in custody"),
    measures=Text("客户交易资金余额中未由银行存管的比例。", "The share of clients' money that is not in custody at a bank."),
    reason=Text("不在存管行的客户资金随时可能被挪用。", "Client money outside custody can be taken at any time."),
    basis="国办发〔2012〕37号",
    sentence=Text("{month}客户资金未存管 {value}", "{value} of clients' money is not in custody in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="trading_venue",
    owed_by=OwedBy.FIRM,
    missing=Text(
        "交易场所应报未报，按评分卡规定计分。",
        "The trading venue owes it and has not reported; the scorecard says what that counts.",
    ),
    subject="institution",
)
def client_money_gap(facts: Facts) -> Column:
    """``client_money_fen`` less what the bank holds, over ``client_money_fen``."""
    return not_below_zero(1 - ratio(facts.latest("client_money_bank_fen"), facts.latest("client_money_fen")))
