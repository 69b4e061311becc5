"""Payment firms: clients pay merchants from wallets or prepaid cards; the reserve holds the money until the merchant has it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lookthrough.flows.classes import PRODUCT_KINDS, Purpose, Role
from lookthrough.sample import truth
from lookthrough.sample.book import NONE
from lookthrough.sample.circle import Circle
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY, HOUR, WAKING, Ints, moments
from lookthrough.sample.house import House, ProductBlock, Withdrawals
from lookthrough.sample.operator import run_operator
from lookthrough.sample.ordinary import beside_the_books, least_ahead, note
from lookthrough.sample.wallets import Movements, fill

FEE_RATE = 0.006
_ROWS_A_PAYMENT = 2.7
_ROWS_A_LOAD = 9.0
_LIVE_DAYS = 120  # a card is spent within so many days


@dataclass(slots=True)
class Payments:
    """What is paid through one firm, before it is written. ``client`` and ``merchant`` count from zero."""

    house: House
    circle: Circle
    client: Ints
    merchant: Ints
    at: Ints  # when the client pays (wallet) or spends (card)
    amount: Ints
    settled: Ints  # when the merchant has it
    loads: Movements  # what clients put on cards
    inside: int
    outside: int
    merchants: int
    merchants_outside: int
    order: Ints = field(init=False)
    waits: Ints | None = None  # days that merchants' withdrawals wait, by day asked

    def __post_init__(self) -> None:
        self.order = self.house.counters.take("order", len(self.at))

    @property
    def fee(self) -> Ints:
        return (self.amount * FEE_RATE).astype(np.int64)


def serve_payments(house: House, circle: Circle, conduct: Conduct | None) -> None:
    """Play one payment firm; every second one sells prepaid cards, and so does every one that goes wrong."""
    cards = conduct is not None or house.planned.number % 2 == 0
    payments = _by_card(house, circle) if cards else _by_wallet(house, circle)
    if conduct is not None:
        conduct.delay(payments)
    _settle(payments, cards=cards)
    _refund(payments)
    if conduct is not None:
        conduct.pay(payments)
    else:
        beside_the_books(house, least_ahead(truth.rolling(truth.clients_outflow(house))), House.RESERVE)
    run_operator(house)


def _by_wallet(house: House, circle: Circle) -> Payments:
    rng, days = house.rng, house.days
    count = max(20, int(house.planned.transfers / _ROWS_A_PAYMENT))
    weights = days.appetite[house.begins : days.count]
    day = house.begins + np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(count))
    at = np.sort(moments(rng, day, WAKING))
    clients = max(5, count // 14)
    inside, outside = house.clients(clients)
    client = (clients * rng.random(count) ** 1.8).astype(np.int64)
    merchants, places = _merchants(house, max(4, count // 180))
    merchant = (merchants * rng.random(count) ** 2.0).astype(np.int64)
    amount = np.clip(rng.lognormal(np.log(9_000), 1.1, count), 100, 2_000_000).astype(np.int64)
    settled = (at // DAY + 1) * DAY + 9 * HOUR + merchant % 3_600
    nothing = np.empty(0, dtype=np.int64)
    return Payments(house, circle, client, merchant, at, amount, settled, Movements(nothing, nothing, nothing), inside, outside, *places)


def _by_card(house: House, circle: Circle) -> Payments:
    rng, days = house.rng, house.days
    loads = max(5, int(house.planned.transfers / _ROWS_A_LOAD))
    weights = days.appetite[house.begins : days.count]
    day = house.begins + np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(loads))
    loaded = np.sort(moments(rng, day, WAKING))
    clients = max(5, loads // 4)
    inside, outside = house.clients(clients)
    holder = (clients * rng.random(loads) ** 1.4).astype(np.int64)
    value = rng.choice([10_000, 20_000, 50_000, 100_000, 200_000, 500_000], loads, p=(0.2, 0.25, 0.25, 0.2, 0.08, 0.02))
    times = 1 + rng.poisson(6, loads)
    load = np.repeat(np.arange(loads), times)
    first = np.cumsum(times) - times
    share = rng.lognormal(0, 0.6, len(load))
    share /= np.add.reduceat(share, first)[load]
    spent_day = loaded[load] // DAY + 1 + (_LIVE_DAYS * rng.random(len(load)) ** 1.3).astype(np.int64)
    merchants, places = _merchants(house, max(4, len(load) // 150))
    merchant = (merchants * rng.random(len(load)) ** 2.0).astype(np.int64)
    at = moments(rng, spent_day, WAKING)
    amount = np.maximum((value[load] * share * 0.97).astype(np.int64), 1)
    put_on = Movements(holder, loaded, value.astype(np.int64))
    return Payments(house, circle, holder[load], merchant, at, amount, at + 30, put_on, inside, outside, *places)


def _merchants(house: House, count: int) -> tuple[int, tuple[int, int]]:
    """Open accounts for ``count`` merchants; return how many there are and the first places inside and outside."""
    holders = house.firms(count)[0]
    inside = house.accounts.open(Role.MERCHANT, holders, opened=house.begins)
    return count, (inside, house.accounts.open(Role.EXTERNAL, holders, opened=house.begins - 300, inside=False))


def _settle(payments: Payments, *, cards: bool) -> None:
    """Write what clients pay in, what merchants get, their weekly withdrawals and the fee of each day."""
    house, book = payments.house, payments.house.book
    wallets = payments.loads if cards else Movements(payments.client, payments.at, payments.amount)
    order = NONE if cards else payments.order
    book.add(
        at=wallets.at, source=payments.inside + wallets.client, target=House.RESERVE, amount=wallets.amount, purpose=Purpose.TRANSFER,
        order=order,
    )  # fmt: skip
    fill(house, Movements(wallets.client, wallets.at, -wallets.amount), inside=payments.inside, outside=payments.outside)
    book.add(
        at=payments.settled, source=House.RESERVE, target=payments.merchants + payments.merchant, amount=payments.amount - payments.fee,
        purpose=Purpose.TRANSFER, order=payments.order,
    )  # fmt: skip
    _merchants_withdraw(payments)
    _take_fees(payments)


def _merchants_withdraw(payments: Payments) -> None:
    """Let merchants draw nearly all of a week's takings on its Monday."""
    house = payments.house
    done = np.flatnonzero(payments.settled < house.book.until)
    week, merchant = payments.settled[done] // (7 * DAY), payments.merchant[done]
    key, place = np.unique(merchant << 20 | week, return_inverse=True)
    takings = np.bincount(place, payments.amount[done] - payments.fee[done]).astype(np.int64)
    at = ((key & 0xFFFFF) + 1) * 7 * DAY + 10 * HOUR + (key >> 20) % 3_600
    who, amount = key >> 20, takings * 19 // 20
    asked = at - HOUR
    if payments.waits is not None:
        at = np.where(payments.waits[asked // DAY] > 0, house.days.office(asked + payments.waits[asked // DAY] * DAY, house.rng), at)
    house.book.add(at=at, source=payments.merchants + who, target=payments.merchants_outside + who, amount=amount, purpose=Purpose.WITHDRAW)
    known = asked < house.book.until
    paid = np.where(at < house.book.until, at, -1)
    house.withdrawals.append(Withdrawals(payments.merchants + who[known], asked[known], amount[known], paid[known]))


def _take_fees(payments: Payments) -> None:
    """Take the agreed fee of each day's settlements at its end, under the service of its month."""
    house = payments.house
    done = np.flatnonzero(payments.settled < house.book.until)
    day = payments.settled[done] // DAY
    fees = np.bincount(day, payments.fee[done], minlength=house.days.count).astype(np.int64)
    volume = np.bincount(day, payments.amount[done], minlength=house.days.count).astype(np.int64)
    month = np.arange(house.days.count) // 30
    service = _list_services(house, np.bincount(month, volume).astype(np.int64))
    days = np.flatnonzero(fees)
    house.book.add(
        at=days * DAY + 23 * HOUR,
        source=House.RESERVE,
        target=House.OWN,
        amount=fees[days],
        purpose=Purpose.FEE,
        product=service + month[days],
    )


def _list_services(house: House, volume: Ints) -> int:
    """List the payment service of every thirty days, whose fee is agreed as a share of what it settles."""
    count = len(volume)
    nothing = np.full(count, NONE, dtype=np.int64)
    return house.add_products(
        ProductBlock(
            kind=np.full(count, PRODUCT_KINDS.index("deposit_like"), dtype=np.int8),
            borrower=nothing,
            principal=np.maximum(volume, 1),
            annual_rate=np.zeros(count),
            fee_rate=np.full(count, FEE_RATE),
            listed=np.arange(count) * 30 * DAY,
            funded=nothing.copy(),
            term=np.full(count, 30, dtype=np.int64),
            underlying=nothing.copy(),
            underlying_term=nothing.copy(),
            guarantor=nothing.copy(),
            purpose=np.full(count, 9, dtype=np.int8),
        )
    )


def _refund(payments: Payments) -> None:
    """Now and then goods go back: the merchant returns the price through the reserve to the client."""
    house, rng = payments.house, payments.house.rng
    rows = np.flatnonzero(rng.random(len(payments.at)) < 0.008)
    at = payments.settled[rows] + rng.integers(DAY, 10 * DAY, len(rows))
    amount = payments.amount[rows] - payments.fee[rows]
    merchant, order = payments.merchant[rows], payments.order[rows]
    taken = Movements(merchant, at, -amount)
    fill(house, taken, inside=payments.merchants, outside=payments.merchants_outside)
    house.book.add(at=at, source=payments.merchants + merchant, target=House.RESERVE, amount=amount, purpose=Purpose.REFUND, order=order)
    house.book.add(
        at=at + 60, source=House.RESERVE, target=payments.inside + payments.client[rows], amount=amount, purpose=Purpose.REFUND, order=order
    )
    note(house, "refunds")
