"""The life of an institution that collects money for listings, from the first listing to the last payment."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lookthrough.flows.classes import PRODUCT_KINDS, Purpose, Role
from lookthrough.sample import truth
from lookthrough.sample.book import NONE
from lookthrough.sample.circle import Circle
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY, HOUR, NEVER, Flags, Ints
from lookthrough.sample.house import House, ProductBlock
from lookthrough.sample.lending import irregularities
from lookthrough.sample.lending.customs import CUSTOMS, Customs
from lookthrough.sample.lending.funding import Positions, fund
from lookthrough.sample.lending.listings import Listings, draw_listings
from lookthrough.sample.lending.owing import judge_balances
from lookthrough.sample.lending.pools import judge_pools
from lookthrough.sample.lending.repayment import Instalments, Payouts, schedule, share_out
from lookthrough.sample.lending.terms import judge_terms
from lookthrough.sample.operator import run_operator
from lookthrough.sample.wallets import Movements, fill, take_out

_REFUND_AFTER = 16 * DAY  # a listing that is not full by then has failed


@dataclass(slots=True)
class Lending:
    """Everything known about the dealings while they are worked out; a conduct may change it before it is written."""

    house: House
    customs: Customs
    circle: Circle
    listings: Listings
    positions: Positions
    full: Ints  # of each listing: when it was fully funded
    paid_to_borrower: Ints  # of each listing
    instalments: Instalments
    inside: int  # first sub-account of clients
    outside: int  # first bank account of clients
    payouts: Payouts = field(init=False)
    straight: Flags = field(init=False)  # of each position: paid from the bank account straight to the operator
    product: Ints = field(init=False)  # of each listing: the place of the product that its clients bought
    guarantor: Ints = field(init=False)  # of each listing: the party that vouches for the borrower
    underlying: Ints = field(init=False)  # of each listing: the place of the product beneath
    kind: NDArray[np.int8] = field(init=False)  # of each listing: place in PRODUCT_KINDS
    by_operator: Flags = field(init=False)  # of each position: put in by the operator itself
    movements: list[Movements] = field(default_factory=list)  # of clients' money, beside what they put into listings and are paid
    skimmed: Ints = field(init=False)  # of each listing: kept from the borrower beyond the agreed fee
    people: int = 0  # borrowers who are people; firms come after them, then ``more_borrowers``
    firms: int = 0
    more_borrowers: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))  # parties that are there already
    chosen: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))  # listings that a conduct is about
    taken: tuple[Ints, Ints] | None = None  # moments and amounts that a conduct is about
    stops: int = NEVER  # when nothing is paid to clients any more
    waits: Ints | None = None  # days that withdrawals wait, by day asked

    def __post_init__(self) -> None:
        self.straight = np.zeros(len(self.positions), dtype=np.bool_)
        self.product = np.arange(len(self.listings), dtype=np.int64)
        self.people = int(self.listings.borrower[self.listings.by_person].max(initial=-1)) + 1
        self.firms = int(self.listings.borrower.max(initial=-1)) + 1 - self.people
        self.guarantor = np.full(len(self.listings), NONE, dtype=np.int64)
        self.underlying = np.full(len(self.listings), NONE, dtype=np.int64)
        self.kind = np.full(len(self.listings), PRODUCT_KINDS.index(self.customs.kind), dtype=np.int8)
        self.by_operator = np.zeros(len(self.positions), dtype=np.bool_)
        self.skimmed = np.zeros(len(self.listings), dtype=np.int64)

    @property
    def without_borrower(self) -> Flags:
        """Return which instalments clients are paid although the borrower never paid them."""
        return (self.instalments.repaid >= NEVER) & (self.instalments.paid_out < NEVER)

    @property
    def holds_back(self) -> bool:
        """Tell whether fees are held back in custody, and not paid from the borrower's sub-account."""
        return bool(self.skimmed.any()) or self.house.planned.number % 2 == 1


def lend(house: House, circle: Circle, conduct: Conduct | None) -> None:
    """Play one institution from beginning to end."""
    customs = CUSTOMS[house.planned.business]
    if conduct is not None:
        customs = conduct.customs(customs, house)
    lending = _begin(house, customs, circle, conduct)
    if conduct is not None:
        conduct.settle(lending)
    else:
        irregularities.before_payouts(lending)
    instalments = lending.instalments
    in_time = instalments.paid_out < min(house.book.until, lending.stops)
    lending.payouts = share_out(instalments, lending.positions, lending.listings, in_time, lending.straight)
    lending.payouts.product = lending.product[lending.positions.listing[lending.payouts.position]]
    _list_products(lending)
    if conduct is not None:
        conduct.label(lending)
    else:
        irregularities.after_payouts(lending)
    _write(lending)
    if conduct is not None:
        conduct.conclude(lending)
        _judge_beside(lending)
    else:
        irregularities.beside(lending)


def _judge_beside(lending: Lending) -> None:
    """Write what a wrongdoer is guilty of by definition, whatever it was out for."""
    if lending.house.planned.business in truth.APPLIES_TO["fund_pool"]:
        judge_pools(lending)
    if lending.house.planned.business in truth.APPLIES_TO["balance_limit"]:
        judge_balances(lending)
        judge_terms(lending)


def _begin(house: House, customs: Customs, circle: Circle, conduct: Conduct | None) -> Lending:
    listings = draw_listings(house, customs)
    if conduct is not None:
        conduct.list(listings, house)
    positions, full, clients = fund(house, customs, listings)
    inside, outside = house.clients(clients)
    filled = full < NEVER
    paid = np.full(len(listings), NEVER)
    paid[filled] = house.days.office(full[filled], house.rng)
    instalments = schedule(house, customs, listings, paid // DAY)
    return Lending(house, customs, circle, listings, positions, full, paid, instalments, inside, outside)


def _list_products(lending: Lending) -> None:
    """Enter every listing, with the borrowers' sub-accounts that its money goes to."""
    listings, count = lending.listings, len(lending.listings)
    nothing = np.full(count, NONE, dtype=np.int64)
    lending.house.add_products(
        ProductBlock(
            kind=lending.kind,
            borrower=_borrowers(lending),
            principal=listings.principal,
            annual_rate=listings.promised,
            project_rate=np.where(listings.promised > 0, listings.rate, np.nan),
            fee_rate=listings.fee_rate,
            listed=listings.listed,
            funded=np.where(lending.full < lending.house.book.until, lending.full, NONE),
            term=listings.term,
            underlying=lending.underlying,
            underlying_term=nothing,
            guarantor=lending.guarantor,
            purpose=lending.house.rng.integers(0, 8, count).astype(np.int8),
        )
    )


def _borrowers(lending: Lending) -> Ints:
    """Bring in the borrowers and return the party behind each listing."""
    house, listings = lending.house, lending.listings
    holders = np.concatenate([house.people(lending.people), house.firms(lending.firms)[0], lending.more_borrowers])
    inside = house.accounts.open(Role.BORROWER, holders, opened=house.begins)
    house.accounts.open(Role.EXTERNAL, holders, opened=house.begins - 500, inside=False)
    house.borrowers_inside, house.borrowers_outside = inside, inside + len(holders)
    return holders[listings.borrower]


def _write(lending: Lending) -> None:
    _write_investments(lending)
    _write_loans(lending)
    _write_repayments(lending)
    _write_payouts(lending)
    _write_wallets(lending)
    run_operator(lending.house)


def _write_investments(lending: Lending) -> None:
    house, positions, straight = lending.house, lending.positions, lending.straight
    product = lending.product[positions.listing]
    through = np.flatnonzero(~straight)
    house.book.add(
        at=positions.at[through], source=np.where(lending.by_operator, House.OWN, lending.inside + positions.client)[through],
        target=House.CUSTODY,
        amount=positions.amount[through], purpose=Purpose.INVEST, product=product[through],
    )  # fmt: skip
    past = np.flatnonzero(straight)
    if len(past):
        house.book.add(
            at=positions.at[past], source=lending.outside + positions.client[past], target=House.OWN, amount=positions.amount[past],
            purpose=Purpose.INVEST, product=product[past],
        )  # fmt: skip


def refunds(lending: Lending) -> Movements:
    """Return what clients get back of listings that failed."""
    positions, listings = lending.positions, lending.listings
    rows = np.flatnonzero(listings.failed[positions.listing])
    at = listings.listed[positions.listing[rows]] + _REFUND_AFTER + rows % 600
    return Movements(positions.client[rows], at, positions.amount[rows])


def _write_loans(lending: Lending) -> None:
    """Pay borrowers the principal; the fee is held back in custody or paid from their sub-account, as the institution does it."""
    house, listings, rng = lending.house, lending.listings, lending.house.rng
    rows = np.flatnonzero(lending.paid_to_borrower < house.book.until)
    at, principal = lending.paid_to_borrower[rows], listings.principal[rows]
    fee = (principal * listings.fee_rate[rows]).astype(np.int64)
    inside, outside = house.borrowers_inside + listings.borrower[rows], house.borrowers_outside + listings.borrower[rows]
    held_back = fee + lending.skimmed[rows] if lending.holds_back else np.zeros_like(fee)
    product = lending.product[rows]
    house.book.add(at=at, source=House.CUSTODY, target=inside, amount=principal - held_back, purpose=Purpose.DISBURSE, product=product)
    payer = House.CUSTODY if lending.holds_back else inside
    house.book.add(at=at + 5, source=payer, target=House.OWN, amount=fee, purpose=Purpose.FEE, product=product)
    house.book.add(at=at + 9, source=payer, target=House.OWN, amount=lending.skimmed[rows], purpose=Purpose.FEE, product=product)
    taken = at + rng.integers(300, 9 * HOUR, len(rows))
    house.book.add(at=taken, source=inside, target=outside, amount=principal - fee - lending.skimmed[rows], purpose=Purpose.WITHDRAW)


def _write_repayments(lending: Lending) -> None:
    house, instalments, rng = lending.house, lending.instalments, lending.house.rng
    rows = np.flatnonzero(instalments.repaid < house.book.until)
    listing, at = instalments.listing[rows], instalments.repaid[rows]
    borrower, product = lending.listings.borrower[listing], lending.product[listing]
    inside, outside = house.borrowers_inside + borrower, house.borrowers_outside + borrower
    before = np.minimum(rng.integers(60, 3 * HOUR, len(rows)), at % DAY)
    house.book.add(at=at - before, source=outside, target=inside, amount=instalments.total[rows], purpose=Purpose.RECHARGE)
    parts = ((instalments.principal, Purpose.REPAY_PRINCIPAL), (instalments.interest, Purpose.REPAY_INTEREST))
    for amount, purpose in parts:
        house.book.add(at=at, source=inside, target=House.CUSTODY, amount=amount[rows], purpose=purpose, product=product)


def _write_payouts(lending: Lending) -> None:
    house, payouts = lending.house, lending.payouts
    source: Ints | int = House.CUSTODY
    target = lending.inside + payouts.client
    straight = payouts.straight
    if straight.any():
        source = np.where(straight, House.OWN, House.CUSTODY)
        target = np.where(straight, lending.outside, lending.inside) + payouts.client
    if lending.by_operator.any():
        target = np.where(lending.by_operator[payouts.position], House.OWN, target)
    parts = ((payouts.principal, Purpose.PAYOUT_PRINCIPAL), (payouts.interest, Purpose.PAYOUT_INTEREST))
    for amount, purpose in parts:
        house.book.add(at=payouts.at, source=source, target=target, amount=amount, purpose=purpose, product=payouts.product)


def _write_wallets(lending: Lending) -> None:
    """Work out what clients leave, take out and put in."""
    house, positions, payouts, until = lending.house, lending.positions, lending.payouts, lending.house.book.until
    back = refunds(lending)
    house.book.add(
        at=back.at, source=House.CUSTODY, target=lending.inside + back.client, amount=back.amount, purpose=Purpose.REFUND,
        product=lending.product[positions.listing[lending.listings.failed[positions.listing]]],
    )  # fmt: skip
    own = ~payouts.straight & ~lending.by_operator[payouts.position]
    leave = house.chance(payouts.client * 100_003 + payouts.at // DAY, 7)
    with_principal, with_interest = leave < lending.customs.withdrawn, leave < lending.customs.withdrawn * 0.35
    taken = np.where(with_principal, payouts.principal, 0) + np.where(with_interest, payouts.interest, 0)
    rows = np.flatnonzero((taken > 0) & own)
    out = Movements(payouts.client[rows], payouts.at[rows], taken[rows])
    take_out(house, out, inside=lending.inside, outside=lending.outside, delay_days=lending.waits)
    stay = payouts.principal + payouts.interest - taken
    kept, put = np.flatnonzero((stay > 0) & own), np.flatnonzero(~lending.straight & ~lending.by_operator & (positions.at < until))
    in_time = back.at < until
    all_movements = [
        *lending.movements,
        Movements(payouts.client[kept], payouts.at[kept], stay[kept]),
        Movements(back.client[in_time], back.at[in_time], back.amount[in_time]),
        Movements(positions.client[put], positions.at[put], -positions.amount[put]),
    ]
    columns = [np.concatenate([getattr(some, name) for some in all_movements]) for name in Movements.__slots__]
    movements = Movements(*columns)
    fill(house, movements, inside=lending.inside, outside=lending.outside)
