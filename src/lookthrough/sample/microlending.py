"""Microlenders lend their own money: capital comes in, loans go out, repayments are lent again. No client's money is with them."""

from __future__ import annotations

import numpy as np

from lookthrough.flows.classes import PRODUCT_KINDS, Purpose, Role
from lookthrough.sample.book import NONE
from lookthrough.sample.days import DAY, HOUR, NEVER, OFFICE, WAKING, Ints, moments
from lookthrough.sample.house import House, ProductBlock
from lookthrough.sample.operator import run_operator

_ROWS_A_LOAN = 9
_TEN_THOUSAND_YUAN = 1_000_000
_TERMS = np.array([30, 60, 90, 180])


def lend_own_money(house: House) -> None:
    """Play one microlender: small loans repaid in one sum, some late, a few never."""
    rng, days, book = house.rng, house.days, house.book
    count = max(3, house.planned.transfers // _ROWS_A_LOAN)
    listed = np.sort(moments(rng, days.next_working[rng.integers(house.begins, days.count, count)], OFFICE))
    principal: Ints = (np.clip(rng.lognormal(np.log(4.0), 0.8, count), 0.5, 20).round(1) * _TEN_THOUSAND_YUAN).astype(np.int64)
    term = rng.choice(_TERMS, count, p=(0.3, 0.3, 0.25, 0.15))
    rate = rng.choice([0.096, 0.108, 0.114, 0.12], count)
    people = house.people(max(2, int(count * 0.8)))
    borrower = rng.integers(0, len(people), count)
    inside = house.accounts.open(Role.BORROWER, people, opened=house.begins)
    outside = house.accounts.open(Role.EXTERNAL, people, opened=house.begins - 500, inside=False)
    _list(house, people[borrower], principal, rate, listed, term)
    paid = days.office(listed, rng)
    product = np.arange(count)
    back = _repaid(house, paid, term)
    interest = (principal * rate * term / 365).astype(np.int64)
    _endow(house, paid - 120, back, principal, borrower)
    book.add(at=paid - 120, source=House.OWN, target=House.CUSTODY, amount=principal, purpose=Purpose.TRANSFER)
    book.add(at=paid, source=House.CUSTODY, target=inside + borrower, amount=principal, purpose=Purpose.DISBURSE, product=product)
    taken = paid + rng.integers(300, 6 * HOUR, count)
    book.add(at=taken, source=inside + borrower, target=outside + borrower, amount=principal, purpose=Purpose.WITHDRAW)
    book.add(at=back - 900, source=outside + borrower, target=inside + borrower, amount=principal + interest, purpose=Purpose.RECHARGE)
    for amount, purpose in ((principal, Purpose.REPAY_PRINCIPAL), (interest, Purpose.REPAY_INTEREST)):
        book.add(at=back, source=inside + borrower, target=House.CUSTODY, amount=amount, purpose=purpose, product=product)
    whole = principal + interest
    book.add(at=back + 600, source=House.CUSTODY, target=House.OWN, amount=whole, purpose=Purpose.TRANSFER, product=product)
    run_operator(house)


def _endow(house: House, lent: Ints, back: Ints, principal: Ints, borrower: Ints) -> None:
    """Give the lender what is out at most at one time, a third of it borrowed, and enough that no borrower passes a tenth of it."""
    moves = np.concatenate([principal, -principal])
    outstanding = np.cumsum(moves[np.argsort(np.concatenate([lent, back]), kind="stable")])
    house.stake = int(outstanding.max())
    house.borrowed = house.stake // 3
    house.net_assets = max(house.stake - house.borrowed, 11 * int(np.bincount(borrower, principal).max()))


def _repaid(house: House, paid: Ints, term: Ints) -> Ints:
    """Return when each loan is repaid: on the day, some days late, or never."""
    rng, count = house.rng, len(paid)
    late = np.where(rng.random(count) < 0.08, rng.integers(1, 25, count), 0)
    day = np.minimum(paid // DAY + term + late, len(house.days.working) - 1)
    return np.where(rng.random(count) < 0.02, NEVER, moments(rng, day, WAKING))


def _list(house: House, borrowers: Ints, principal: Ints, rate: Ints, listed: Ints, term: Ints) -> None:
    count = len(principal)
    nothing = np.full(count, NONE, dtype=np.int64)
    house.add_products(
        ProductBlock(
            kind=np.full(count, PRODUCT_KINDS.index("loan"), dtype=np.int8),
            borrower=borrowers,
            principal=principal,
            annual_rate=rate.astype(np.float64),
            fee_rate=np.zeros(count),
            listed=listed,
            funded=listed,
            term=term.astype(np.int64),
            underlying=nothing,
            underlying_term=nothing.copy(),
            guarantor=nothing.copy(),
            purpose=house.rng.integers(0, 8, count).astype(np.int8),
        )
    )
