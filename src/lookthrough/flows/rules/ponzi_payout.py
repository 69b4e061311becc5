"""Clients are paid out of other clients' principal (借新还旧)."""

from __future__ import annotations

from ibis import _

from lookthrough.flows.classes import BUSINESSES, Origin, Purpose, Use
from lookthrough.flows.rule import Contribution, Ledger, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

# insurers pay claims out of premiums, payment firms wallets out of a common reserve: that is their lawful trade
BY_TRADE = ("insurance", "payment")


@rule(
    title=Text("借新还旧", "Payouts from other clients' principal"),
    measures=Text(
        "近30日向客户兑付的款项中，按归属出自其他客户本金的份额。",
        "The share of what clients were paid in 30 days that is, by attribution, other clients' principal.",
    ),
    reason=Text(
        "以后来者的本金兑付先来者，是庞氏骗局和非法集资的核心资金特征。",
        "Paying earlier clients with later clients' principal is the money trace at the heart of a Ponzi scheme.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 共向客户兑付 {whole}，其中 {part}（{value}）出自其他客户的本金，限额为 {limit}。",
        "From {from_date} to {to_date} clients were paid {whole}; {part} of it ({value}) came out of other clients' principal. "
        "The limit is {limit}.",
    ),
    subject="institution",
    applies_to=[business for business in BUSINESSES if business not in BY_TRADE],
    prohibition_basis="国务院令第737号 art. 2, 19; 银监会令2016年第1号 art. 10(2)",
    needs={"all": ["transfers.product_id"]},
)
def ponzi_payout(ledger: Ledger, limits: Limits) -> list[Contribution]:
    """Share of payouts to clients in the window that is, by attribution, other clients' principal.

    Payouts are transfers out of the books to clients, withdrawals of idle cash apart. What a refund takes of its own listing, and a
    matched assignment of the buyer's money, is nobody else's principal.
    """
    paid = (_.use == int(Use.LENDER_RETURN)) & (_.purpose != int(Purpose.WITHDRAW))
    own_again = _.matched & (_.purpose == int(Purpose.REFUND))
    others = (_.origin == int(Origin.LENDER_PRINCIPAL)) & ~own_again & ~_.assigned
    return [Contribution(ledger.movements, whole=paid, part=others)]
