"""Microlenders lend their own money: capital comes in, loans go out, repayments are lent again. No client's money is with them."""

from __future__ import annotations

import numpy as np

from lookthrough.flows.classes import Purpose, Role
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import HOUR, Ints
from lookthrough.sample.exposures import Exposures, draw, look_alikes, products
from lookthrough.sample.house import House
from lookthrough.sample.lending.spending import spend_small_loans
from lookthrough.sample.operator import run_operator

_ROWS_A_LOAN = 9
_TERMS = np.array([30, 60, 90, 180])
_RATES = np.array([0.096, 0.108, 0.114, 0.12])
_LARGEST = 11  # times the largest debtor's loans that a lender owns at least


def lend_own_money(house: House, conduct: Conduct | None = None) -> None:
    """Play one microlender: small loans repaid in one sum, some late, a few never."""
    count = max(3, house.planned.transfers // _ROWS_A_LOAN)
    people = house.people(max(2, int(count * 0.8)))
    loans = draw(house, count, median=4.0, most=20, terms=_TERMS, rates=_RATES, parties=people)
    _endow(house, loans)
    assets = house.net_assets or 0
    if conduct is None:
        look_alikes(loans, house, assets)
    else:
        conduct.expose(loans, house)
    house.stake = loans.peak()
    products(house, loans)
    banks = _write(house, loans)
    if conduct is None:
        spend_small_loans(loans, house, banks)
    else:
        conduct.spend(loans, house, banks)
    run_operator(house)


def _endow(house: House, loans: Exposures) -> None:
    """Give the lender what is out at most at one time, a third of it borrowed, and enough that no borrower passes a tenth of it."""
    house.borrowed = loans.peak() // 3
    house.net_assets = max(loans.peak() - house.borrowed, _LARGEST * loans.largest())


def _write(house: House, loans: Exposures) -> Ints:
    """Write what is lent and repaid, and return the bank account that each loan was taken to."""
    book, paid, back, principal = house.book, loans.paid, loans.back, loans.principal
    inside = house.accounts.open(Role.BORROWER, loans.parties, opened=house.begins)
    outside = house.accounts.open(Role.EXTERNAL, loans.parties, opened=house.begins - 500, inside=False)
    product, interest = np.arange(len(loans)), (principal * loans.rate * loans.term / 365).astype(np.int64)
    book.add(at=paid - 120, source=House.OWN, target=House.CUSTODY, amount=principal, purpose=Purpose.TRANSFER)
    book.add(at=paid, source=House.CUSTODY, target=inside + loans.debtor, amount=principal, purpose=Purpose.DISBURSE, product=product)
    taken = paid + house.rng.integers(300, 6 * HOUR, len(loans))
    book.add(at=taken, source=inside + loans.debtor, target=outside + loans.debtor, amount=principal, purpose=Purpose.WITHDRAW)
    whole = principal + interest
    book.add(at=back - 900, source=outside + loans.debtor, target=inside + loans.debtor, amount=whole, purpose=Purpose.RECHARGE)
    for amount, purpose in ((principal, Purpose.REPAY_PRINCIPAL), (interest, Purpose.REPAY_INTEREST)):
        book.add(at=back, source=inside + loans.debtor, target=House.CUSTODY, amount=amount, purpose=purpose, product=product)
    book.add(at=back + 600, source=House.CUSTODY, target=House.OWN, amount=whole, purpose=Purpose.TRANSFER, product=product)
    banks: Ints = outside + loans.debtor
    return banks
