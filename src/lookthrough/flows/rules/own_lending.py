"""A platform lends its own money, or its circle's, on its own listings (以自有资金放贷)."""

from __future__ import annotations

from ibis import _

from lookthrough.flows.classes import Origin, Party, Purpose, Use
from lookthrough.flows.rule import Contribution, Ledger, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

LENDING = [int(purpose) for purpose in (Purpose.INVEST, Purpose.DISBURSE)]
_NO_INVESTMENT = [int(purpose) for purpose in (Purpose.FEE, Purpose.RECHARGE)]
_BOOKS_OR_BORROWER = [int(party) for party in (Party.CLIENT_BOOKS, Party.OWN_BOOKS, Party.BORROWER)]


@rule(
    title=Text("自有资金放贷", "Own lending"),
    measures=Text(
        "近90日标的所得资金中，出自机构自有或其关联方账户的份额。",
        "The share of listings' money in 90 days that came from accounts of the operator or its circle.",
    ),
    reason=Text(
        "信息中介不得自行发放贷款；以自有资金充标，制造人气，也使机构自担信用风险。",
        "An intermediary may not lend; filling its own listings feigns demand and puts the operator's own money at the borrowers' risk.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 投入标的的资金共 {whole}，其中 {part}（{value}）出自机构自有或其关联方账户，限额为 {limit}。",
        "From {from_date} to {to_date} {whole} was put into listings; {part} of it ({value}) came from accounts of the operator or its "
        "circle. The limit is {limit}.",
    ),
    subject="institution",
    applies_to=["p2p"],
    prohibition_basis="银监会令2016年第1号 art. 10(5)",
    needs={"all": ["transfers.product_id", "relations"]},
)
def own_lending(ledger: Ledger, limits: Limits) -> list[Contribution]:
    """Share of listings' money in the window that the operator or its circle lent, through whichever door it came in.

    Listings' money is what clients put in, plus the circle's money that borrowers were paid: out of the books by attribution, or past
    them. What comes in through a sub-account of someone of the circle counts as the circle's.
    """
    return [_clients_put_in(ledger), _circle_money_lent(ledger), _past_the_books(ledger)]


def _clients_put_in(ledger: Ledger) -> Contribution:
    put_in = (_.from_party == int(Party.CLIENT)) & _.to_party.isin(_BOOKS_OR_BORROWER) & ~_.purpose.isin(_NO_INVESTMENT)
    return Contribution(ledger.transfers, whole=put_in, part=_.from_insider)


def _circle_money_lent(ledger: Ledger) -> Contribution:
    lent = (_.use == int(Use.BORROWER_USE)) & (_.origin == int(Origin.CIRCLE_MONEY))
    return Contribution(ledger.movements, whole=lent, part=lent)


def _past_the_books(ledger: Ledger) -> Contribution:
    lent = (_.from_party == int(Party.CIRCLE)) & (_.to_party == int(Party.BORROWER)) & _.purpose.isin(LENDING)
    return Contribution(ledger.transfers, whole=lent, part=lent)
