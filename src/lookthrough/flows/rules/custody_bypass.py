"""Invested money goes past the custodian bank (绕开存管)."""

from __future__ import annotations

from ibis import _

from lookthrough.flows.classes import Party, Purpose, Role
from lookthrough.flows.rule import Contribution, Ledger, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text


@rule(
    title=Text("绕开资金存管", "Custody bypassed"),
    measures=Text(
        "近30日客户投入的资金中，未经存管账户的份额。",
        "The share of what clients invested in 30 days that did not arrive on a custody account.",
    ),
    reason=Text(
        "出借资金须经存管银行；绕开存管的钱无人核对，是资金池和挪用的入口。",
        "Lenders' money passes a custodian bank; what goes past it is reconciled by nobody and opens the way to pools and diversion.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 客户共投入 {whole}，其中 {part}（{value}）未经存管账户，限额为 {limit}。",
        "From {from_date} to {to_date} clients invested {whole}; {part} of it ({value}) did not pass custody. The limit is {limit}.",
    ),
    subject="institution",
    applies_to=["p2p", "equity_crowdfunding"],
    prohibition_basis="银监会令2016年第1号 art. 28; 银监办发〔2017〕21号",
)
def custody_bypass(ledger: Ledger, limits: Limits) -> list[Contribution]:
    """Share of what clients invested in the window that did not arrive on a custody account.

    Money also counts as invested that a client recharges straight to the operator's own account: there is nothing else it could be for.
    """
    to_the_operator = (_.purpose == int(Purpose.RECHARGE)) & (_.to_party == int(Party.OWN_BOOKS))
    invested = (_.from_party == int(Party.CLIENT)) & ((_.purpose == int(Purpose.INVEST)) | to_the_operator)
    in_custody = (_.to_role == int(Role.CUSTODY)) & (_.to_party != int(Party.OTHER_INSTITUTION))
    return [Contribution(ledger.transfers, whole=invested, part=~in_custody)]
