"""Clients' money goes to others than the lawful payees of that business (客户资金挪用、备付金挪用)."""

from __future__ import annotations

from ibis import _

from lookthrough.flows.classes import Origin, Party, Purpose, Role, Use
from lookthrough.flows.rule import Contribution, Ledger, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

# whose money it is that may not be diverted; the operator's and a guarantor's own money is theirs to move
CLIENTS_MONEY = [int(o) for o in (Origin.LENDER_PRINCIPAL, Origin.BORROWER_MONEY, Origin.OTHER_INSTITUTION, Origin.UNKNOWN)]
LAWFUL_USES = [int(u) for u in (Use.BORROWER_USE, Use.LENDER_RETURN, Use.FEE, Use.MERCHANT)]
CLIENT_BOOKS = [int(Role.CUSTODY), int(Role.RESERVE)]


@rule(
    title=Text("客户资金挪用", "Diversion of client money"),
    measures=Text(
        "近30日流出客户资金账户的款项中，未付给该业务合法收款人的份额。",
        "The share of what left clients' accounts and custody in 30 days that no lawful payee of the business received.",
    ),
    reason=Text(
        "客户资金须与自有资金分开，只能付给该业务的合法收款人；挪作他用是跑路和兑付危机的先声。",
        "Clients' money is kept apart and goes only to the lawful payees of the business; its diversion foreshadows flight and default.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 客户资金共流出 {whole}，其中 {part}（{value}）付给了合法收款人以外的账户，限额为 {limit}。",
        "From {from_date} to {to_date} {whole} of clients' money went out; {part} of it ({value}) went to others than the lawful payees. "
        "The limit is {limit}.",
    ),
    subject="institution",
    applies_to=["p2p", "equity_crowdfunding", "payment", "wealth_seller", "exchange"],
    prohibition_basis="银监会令2016年第1号 art. 28; 非银行支付机构客户备付金存管办法（中国人民银行令〔2021〕第1号）",
    needs={
        "p2p": ["products.borrower_party_id"],
        "equity_crowdfunding": ["products.borrower_party_id"],
        "payment": ["transfers.order_id"],
    },
)
def client_money_diversion(ledger: Ledger, limits: Limits) -> list[Contribution]:
    """Share of what leaves clients' accounts and the custody or reserve account in the window that no lawful payee receives.

    Lawful payees: the listing's borrower, clients, agreed fees, merchants with an order. Money passed on between a client's account and
    custody has not left. A move from custody to the operator's own account that is no agreed fee counts, returned or not.
    """
    return [_out_of_books(ledger, limits), _out_of_clients_accounts(ledger)]


def _out_of_books(ledger: Ledger, limits: Limits) -> Contribution:
    """What leaves custody and reserve accounts, by attribution: the share of each transfer that is clients' money."""
    clients_money = _.origin.isin(CLIENTS_MONEY) & _.from_role.isin(CLIENT_BOOKS) & (_.to_party != int(Party.CLIENT_BOOKS))
    recovered = (_.use == int(Use.GUARANTOR_RECOVERY)) & (_.origin == int(Origin.BORROWER_MONEY))
    small = _.amount_fen <= limits.whole("bank_charge")
    bank_charge = (_.purpose == int(Purpose.FEE)) & (_.use == int(Use.UNKNOWN)) & (small | _.to_custodian)
    refund = (_.purpose == int(Purpose.REFUND)) & (_.to_role == int(Role.CLIENT))
    return Contribution(ledger.movements, whole=clients_money, part=~(_.use.isin(LAWFUL_USES) | recovered | bank_charge | refund))


def _out_of_clients_accounts(ledger: Ledger) -> Contribution:
    """What leaves clients' sub-accounts past custody: to the bank account of a client, to a borrower, or to someone else."""
    out = (_.from_role == int(Role.CLIENT)) & _.from_own & (_.to_party != int(Party.CLIENT_BOOKS))
    to_oneself = (_.to_holder == _.from_holder) | ((_.to_holder < 0) & (_.purpose == int(Purpose.WITHDRAW)))
    payee = _.to_party.isin([int(p) for p in (Party.CLIENT, Party.BORROWER, Party.MERCHANT, Party.AGREED_FEE)])
    return Contribution(ledger.transfers, whole=out, part=~(payee | to_oneself))
