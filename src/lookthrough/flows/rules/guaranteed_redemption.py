"""Clients are paid by the operator or its circle in the borrower's place (刚性兑付)."""

from __future__ import annotations

from ibis import _

from lookthrough.flows.classes import Origin, Party, Purpose, Use
from lookthrough.flows.rule import Contribution, Ledger, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

PAYOUTS = [int(purpose) for purpose in (Purpose.PAYOUT_PRINCIPAL, Purpose.PAYOUT_INTEREST)]


@rule(
    title=Text("刚性兑付", "Guaranteed redemption"),
    measures=Text(
        "近90日向客户兑付的款项中，按归属出自机构或其关联方（含关联担保方）资金的份额。",
        "The share of what clients were paid in 90 days that is, by attribution, money of the operator or its circle, "
        "circle guarantors included.",
    ),
    reason=Text(
        "信息中介不得向出借人提供担保或者承诺保本保息；以自有或关联方资金代偿，掩盖真实违约，直至无力支付。",
        "An intermediary may not guarantee its lenders principal or interest; paying in the borrower's place hides defaults "
        "until it can no longer pay.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 共向客户兑付 {whole}，其中 {part}（{value}）出自机构或其关联方的资金，限额为 {limit}。",
        "From {from_date} to {to_date} clients were paid {whole}; {part} of it ({value}) came out of money of the operator or its circle. "
        "The limit is {limit}.",
    ),
    subject="institution",
    applies_to=["p2p", "equity_crowdfunding", "wealth_seller"],
    prohibition_basis="银监会令2016年第1号 art. 10(3); 银发〔2018〕106号 art. 2, 19",
    needs={"all": ["transfers.product_id", "relations"]},
)
def guaranteed_redemption(ledger: Ledger, limits: Limits) -> list[Contribution]:
    """Share of payouts to clients in the window that is, by attribution, the circle's money; payments past the books are seen as they are.

    A guarantor who belongs to the circle counts with it (``flows.boundary``); an independent guarantor's money has an origin of its own.
    Withdrawals of idle cash are no payouts, and what a refund takes of its own listing redeems nothing.
    """
    return [_out_of_books(ledger), _past_the_books(ledger)]


def _out_of_books(ledger: Ledger) -> Contribution:
    own_again = _.matched & (_.purpose == int(Purpose.REFUND))
    paid = (_.use == int(Use.LENDER_RETURN)) & (_.purpose != int(Purpose.WITHDRAW)) & ~own_again
    return Contribution(ledger.movements, whole=paid, part=_.origin == int(Origin.CIRCLE_MONEY))


def _past_the_books(ledger: Ledger) -> Contribution:
    """What clients are paid on a listing by someone outside the books, on a sub-account or at their bank."""
    outside = _.from_party < int(Party.CLIENT_BOOKS)
    paid = outside & (_.to_party == int(Party.CLIENT)) & _.purpose.isin(PAYOUTS)
    return Contribution(ledger.transfers, whole=paid, part=_.from_party == int(Party.CIRCLE))
