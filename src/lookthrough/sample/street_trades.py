"""Lawful trades of the street, each of which looks a little like something else; each returns the account of the one to be judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.sample.days import Ints
from lookthrough.sample.house import Relation
from lookthrough.sample.street import YUAN, Street, monday, seconds


def _buys(street: Street, shop: int, customers: Ints, visits: int, yuan: float) -> None:
    """Customers pay a shop now and then; one in fifty payments is given back."""
    who = street.rng.choice(customers, len(customers) * visits)
    fen = np.maximum((street.rng.lognormal(np.log(yuan), 0.6, len(who)) * YUAN).astype(np.int64), YUAN)
    day = street.some_days(len(who))
    street.pay(day, who, shop, fen)
    back = np.flatnonzero(street.rng.random(len(who)) < 0.02)
    street.pay(day[back] + street.rng.integers(1, 9, len(back)), shop, who[back], fen[back], Purpose.REFUND)


def shop(street: Street) -> int:
    """A shop with suppliers, who are paid out of what is left of its takings."""
    own = int(street.firms(1)[0])
    _buys(street, own, street.people(int(street.rng.integers(120, 320))), 3, 90)
    suppliers = street.firms(int(street.rng.integers(5, 25)))
    days = street.month_days(20)
    for supplier in suppliers.tolist():
        street.pay(days, own, supplier, int(street.rng.integers(300, 900)) * YUAN)
    return own


def payroll(street: Street) -> int:
    """An employer whose people shop at the firm's own shop."""
    own = int(street.firms(1)[0])
    staff = street.people(int(street.rng.integers(25, 60)))
    wages = street.rng.integers(4_500, 12_000, len(staff)) * YUAN
    for day in street.month_days(int(street.rng.integers(5, 15))).tolist():
        street.pay(np.full(len(staff), day), own, staff, wages)
    _buys(street, own, staff, 8, 150)
    _buys(street, own, street.people(80), 2, 200)
    return own


def gig(street: Street) -> int:
    """Drivers leave a deposit, pay commission and are paid every week."""
    own = int(street.firms(1)[0])
    drivers = street.people(int(street.rng.integers(40, 90)))
    begun = street.some_days(len(drivers), 0, max(2, street.days.count // 3))
    street.pay(begun, drivers, own, 2_000 * YUAN)
    for day in monday(street).tolist():
        at_work = drivers[begun < day - 5]
        street.pay(np.full(len(at_work), day), own, at_work, street.rng.integers(700, 1_900, len(at_work)) * YUAN)
    return own


def rentals(street: Street) -> int:
    """Tenants pay every month and get their deposit back at the end; owners are paid every month and once paid for repairs."""
    own = int(street.firms(1)[0])
    tenants, owners = street.people(int(street.rng.integers(40, 80))), street.people(40)
    rent = street.rng.integers(1_200, 4_000, len(tenants)) * YUAN
    street.pay(street.some_days(len(tenants), 0, 20), tenants, own, rent * 2)
    street.pay(street.some_days(len(owners), 0, 60), owners, own, 400 * YUAN)
    for day in street.month_days(3).tolist():
        street.pay(np.full(len(tenants), day), tenants, own, rent)
        street.pay(np.full(len(owners), day + 5), own, owners, rent[: len(owners)] * 9 // 10)
    gone = tenants[street.rng.random(len(tenants)) < 0.4]
    street.pay(street.some_days(len(gone), street.days.count // 2), own, gone, 2_400 * YUAN, Purpose.REFUND)
    return own


def gym(street: Street) -> int:
    """Members pay for a year ahead; some get the rest back."""
    own = int(street.firms(1)[0])
    members = street.people(int(street.rng.integers(100, 300)))
    day = street.some_days(len(members))
    street.pay(day, members, own, 2_600 * YUAN)
    leave = np.flatnonzero(street.rng.random(len(members)) < 0.1)
    street.pay(day[leave] + 20, own, members[leave], 1_900 * YUAN, Purpose.REFUND)
    return own


def fees(street: Street) -> int:
    """Households pay for the upkeep of their houses."""
    own = int(street.firms(1)[0])
    households = street.people(int(street.rng.integers(100, 200)))
    for day in street.month_days(8).tolist():
        street.pay(np.full(len(households), day), households, own, 180 * YUAN)
    return own


def charity(street: Street) -> int:
    """Many give once; some who once gave a little are now helped every month."""
    own = int(street.firms(1)[0])
    givers = street.people(int(street.rng.integers(150, 400)))
    street.pay(street.some_days(len(givers)), givers, own, street.rng.integers(20, 800, len(givers)) * YUAN)
    helped = givers[:25]
    for day in street.month_days(12).tolist():
        street.pay(np.full(len(helped), day), own, helped, 900 * YUAN)
    return own


def cooperative(street: Street) -> int:
    """Members bring shares and deliver; each quarter a dividend follows the results."""
    own = int(street.firms(1)[0])
    members = street.people(int(street.rng.integers(50, 120)))
    share = street.rng.integers(2, 20, len(members)) * 1_000 * YUAN
    street.pay(street.some_days(len(members), 0, 40), members, own, share)
    for day in np.arange(80, street.days.count, 91).tolist():
        result = street.rng.uniform(0.002, 0.03)
        street.pay(np.full(len(members), day), own, members, (share * result).astype(np.int64))
    return own


def relatives(street: Street) -> int:
    """A firm's holders and their kin lend to it and get interest."""
    own = int(street.firms(1)[0])
    lenders = street.people(45)
    for number, place in enumerate(lenders.tolist()):
        tie = Relation(street.party(place), street.party(own), "shareholder", 0.15)
        if number >= 5:
            tie = Relation(street.party(place), street.party(int(lenders[number % 5])), "kin")
        street.relations.append(tie)
    street.pay(street.some_days(len(lenders), 0, 30), lenders, own, 30_000 * YUAN)
    for day in street.month_days(45).tolist():
        street.pay(np.full(len(lenders), day), own, lenders, 300 * YUAN)
    return own


def takings(street: Street, own: int, shops: Ints, *, kept: float, every: int) -> None:
    """Customers pay the firm for shops; every so many days each shop gets its takings less what is kept."""
    customers = street.people(250)
    runs = np.arange(every, street.days.count, every)
    for day in runs.tolist():
        takings = np.zeros(len(shops), np.int64)
        for _ in range(3):
            fen = street.rng.integers(100, 900, len(shops)) * YUAN
            bought = np.minimum(day - 1 - street.rng.integers(0, every, len(shops)), street.days.count - 1)
            street.pay(bought, street.rng.choice(customers, len(shops)), own, fen)
            takings += fen
        street.at(seconds(np.full(len(shops), day), 20), own, shops, (takings * (1 - kept)).astype(np.int64))


def shopping_centre(street: Street) -> int:
    """A centre collects what its tenants sell and pays it out less the rent."""
    own = int(street.firms(1)[0])
    takings(street, own, street.firms(int(street.rng.integers(35, 60))), kept=float(street.rng.uniform(0.1, 0.2)), every=15)
    return own


def treasury(street: Street) -> int:
    """The treasury of a group gathers what its firms take and pays their suppliers."""
    own = int(street.firms(1)[0])
    holding, sisters, suppliers = street.firms(1), street.firms(12), street.firms(40)
    for place in [own, *sisters.tolist()]:
        street.relations.append(Relation(street.party(int(holding[0])), street.party(place), "shareholder", 0.9))
    for day in monday(street).tolist():
        street.at(seconds(np.full(len(sisters), day), 9), sisters, own, 60_000 * YUAN)
        street.at(seconds(np.full(len(suppliers), day), 15), own, suppliers, 17_000 * YUAN)
    return own


def trader(street: Street) -> int:
    """A wholesaler buys from many and sells to many, and lives on the margin."""
    own = int(street.firms(1)[0])
    takings(street, own, street.firms(int(street.rng.integers(30, 50))), kept=float(street.rng.uniform(0.12, 0.3)), every=10)
    return own


def returned_goods(street: Street) -> int:
    """A buyer pays a dealer, who orders from a maker, who sends the money back when goods are wanting."""
    own, dealer, maker = (int(place) for place in street.firms(3))
    for day in street.some_days(8, 5).tolist():
        fen = int(street.rng.integers(2_000, 9_000)) * YUAN
        start = seconds(np.array([day]), 10)
        street.at(start, own, dealer, fen)
        street.at(start + 7_200, dealer, maker, fen)
        street.at(start + 90_000, maker, own, fen, Purpose.REFUND)
    return own


def owner_who_shops(street: Street) -> int:
    """An owner pays a clerk, who shops in the market, where the owner sells."""
    own, market = (int(place) for place in street.firms(2))
    clerk = int(street.people(1)[0])
    for day in monday(street)[:-1].tolist():
        start = seconds(np.array([day]), 9)
        wage = int(street.rng.integers(1_200, 1_600)) * YUAN
        street.at(start, own, clerk, wage)
        street.at(start + 20_000, clerk, market, int(wage * street.rng.uniform(0.1, 0.5)))
        street.at(start + 90_000, market, own, int(wage * street.rng.uniform(0.3, 0.8)))
    return own


TRADES: Mapping[str, Callable[[Street], int]] = {
    trade.__name__: trade
    for trade in (
        shop, payroll, gig, rentals, gym, fees, charity, cooperative, relatives, shopping_centre, treasury, trader, returned_goods,
        owner_who_shops,
    )
}  # fmt: skip
