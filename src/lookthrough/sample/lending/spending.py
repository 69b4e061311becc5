"""What sound borrowers do with their loans: they pay decorators, landlords, suppliers and wages, and save what they earn beside them.

All of it looks a little like trouble (a supplier that the operator pays too, an agency, a broker) and is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose, Role
from lookthrough.sample.days import DAY, HOUR, Ints
from lookthrough.sample.house import COMPANY, House, PartyBlock
from lookthrough.sample.ordinary import note

if TYPE_CHECKING:
    from lookthrough.sample.exposures import Exposures
    from lookthrough.sample.lending.play import Lending

# classes of GB/T 4754-2017: decoration, letting of homes, wholesale, machinery, brokerage of securities
_DECORATOR, _LANDLORD, _SUPPLIER, _EMPLOYER, BROKER = "E5011", "K7040", "F5172", "C3441", "J6712"
_SHARE = {_DECORATOR: 0.04, _LANDLORD: 0.03, _SUPPLIER: 0.06}  # of loans
_EMPLOYEES, _WAGE = 7, (600_000, 1_200_000)
_SAVERS = 3


def open_firms(house: House, industry: str, count: int = 1) -> Ints:
    """Bring in firms of one trade and return the places of their bank accounts."""
    numbers, firms = house.counters.take("party", count), house.registrar.take(count)
    house.parties.append(PartyBlock(numbers, COMPANY, firms.named(firms.name.to_pylist(), industry)))
    first = house.accounts.open(Role.EXTERNAL, numbers, opened=house.begins - 600, inside=False)
    return np.arange(first, first + count)


def spend_loans(lending: Lending) -> None:
    """Let some borrowers of a sound platform spend what they borrowed where others can see it."""
    house = lending.house
    loans = np.flatnonzero(lending.paid_to_borrower < house.book.until - 40 * DAY)
    if not len(loans):
        return
    for industry, share in _SHARE.items():
        some = loans[house.rng.random(len(loans)) < share]
        payees = open_firms(house, industry, 2)
        _spend(lending, some, payees)
        if industry == _SUPPLIER and len(some):
            _serve_operator(house, payees)
            note(house, "shared_supplier")
    _pay_neighbours(lending, loans)
    _save(lending, loans[lending.listings.by_person[loans]], open_firms(house, BROKER), open_firms(house, _EMPLOYER))
    _pay_wages(lending, loans[~lending.listings.by_person[loans]], open_firms(house, BROKER))


def spend_small_loans(loans: Exposures, house: House, banks: Ints) -> None:
    """Let some borrowers of a sound microlender have their homes done up, or pay rent."""
    rng = house.rng
    for industry in (_DECORATOR, _LANDLORD):
        some = np.flatnonzero((rng.random(len(loans)) < _SHARE[industry]) & (loans.paid < house.book.until))
        at = loans.paid[some] + DAY * rng.integers(1, 20, len(some)) + 11 * HOUR
        amount = (loans.principal[some] * rng.uniform(0.5, 0.95, len(some))).astype(np.int64) // 10_000 * 10_000
        target = rng.choice(open_firms(house, industry, 2), len(some))
        house.book.add(at=at, source=banks[some], target=target, amount=amount, purpose=Purpose.TRANSFER)


def bank_of(lending: Lending, loans: Ints) -> Ints:
    """Return the bank accounts of those who borrowed."""
    return lending.house.borrowers_outside + lending.listings.borrower[loans]


def _spend(lending: Lending, loans: Ints, payees: Ints) -> None:
    rng, listings = lending.house.rng, lending.listings
    at = lending.paid_to_borrower[loans] + DAY * rng.integers(1, 20, len(loans)) + 11 * HOUR
    amount = (listings.principal[loans] * rng.uniform(0.5, 0.95, len(loans))).astype(np.int64) // 10_000 * 10_000
    source = bank_of(lending, loans)
    lending.house.book.add(at=at, source=source, target=rng.choice(payees, len(loans)), amount=amount, purpose=Purpose.TRANSFER)


def _serve_operator(house: House, suppliers: Ints) -> None:
    """The operator buys from the same firms, month by month."""
    ends = house.next_month_ends()
    amount = house.rng.integers(300_000, 900_000, len(ends))
    target = house.rng.choice(suppliers, len(ends))
    house.book.add(at=ends * DAY + 15 * HOUR, source=House.OPERATOR_BANK, target=target, amount=amount, purpose=Purpose.TRANSFER)


def _pay_neighbours(lending: Lending, loans: Ints) -> None:
    """A few borrowers buy from firms at the operator's address, which are no members of its circle."""
    house = lending.house
    if house.rng.random() < 0.3:
        _spend(lending, loans[house.rng.random(len(loans)) < 0.02], lending.circle.neighbours)
        note(house, "neighbours")


def _save(lending: Lending, loans: Ints, broker: Ints, employer: Ints) -> None:
    """Some borrowers earn wages beside the loan and put part of these with a broker."""
    house = lending.house
    loans = house.rng.choice(loans, min(_SAVERS, len(loans)), replace=False)
    wage = house.rng.integers(*_WAGE, len(loans)) // 100 * 100
    for month in range(2):
        at = lending.paid_to_borrower[loans] + DAY * (2 + 29 * month) + 9 * HOUR
        bank = bank_of(lending, loans)
        house.book.add(at=at, source=int(employer[0]), target=bank, amount=wage, purpose=Purpose.TRANSFER)
        house.book.add(at=at + 2 * DAY, source=bank, target=int(broker[0]), amount=wage // 2, purpose=Purpose.TRANSFER)
    if len(loans):
        note(house, "savers")


def _pay_wages(lending: Lending, loans: Ints, broker: Ints) -> None:
    """A firm pays wages out of its loan; what its people do with them is their own affair."""
    house = lending.house
    if not len(loans) or house.rng.random() < 0.5:
        return
    loan = house.rng.choice(loans, 1)
    people = house.accounts.open(Role.EXTERNAL, house.people(_EMPLOYEES), opened=house.begins - 300, inside=False) + np.arange(_EMPLOYEES)
    most = max(10_000, min(_WAGE[1], int(lending.listings.principal[loan[0]]) // (2 * _EMPLOYEES)))
    wage = house.rng.integers(most // 2, most, _EMPLOYEES) // 100 * 100
    at = np.full(_EMPLOYEES, int(lending.paid_to_borrower[loan[0]]) + 5 * DAY + 10 * HOUR)
    house.book.add(at=at, source=int(bank_of(lending, loan)[0]), target=people, amount=wage, purpose=Purpose.TRANSFER)
    house.book.add(at=at + 3 * DAY, source=people, target=int(broker[0]), amount=wage, purpose=Purpose.TRANSFER)
    note(house, "wages")
