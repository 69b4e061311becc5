"""Guarantors vouch for loans that banks make: a fee comes in, now and then they pay in the client's place and recover it later."""

from __future__ import annotations

import numpy as np

from lookthrough.flows.classes import Purpose, Role
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY, HOUR, NEVER
from lookthrough.sample.exposures import Exposures, draw, look_alikes, products
from lookthrough.sample.house import COMPANY, COOPERATIVE, House
from lookthrough.sample.operator import run_operator

_ROWS_A_LOAN = 5
_TERMS = np.array([90, 180, 360])
_RATES = np.array([0.043, 0.048, 0.055])
_FEE = 0.012  # a year
_LARGEST = 11  # times the largest client's loans that a guarantor owns at least
_AT_MOST, _AT_MOST_RURAL = 8, 13.5  # times what it owns that it vouches for
_RURAL = 0.3  # of the sound ones


def guarantee(house: House, conduct: Conduct | None = None) -> None:
    """Play one guarantor; some serve farmers' co-operatives and may vouch for more."""
    rural = conduct is None and house.rng.random() < _RURAL
    count = max(12, house.planned.transfers // _ROWS_A_LOAN)
    clients = house.firms(max(10, int(count * 0.9)), COOPERATIVE if rural else COMPANY)[0]
    loans = draw(house, count, median=30.0, most=120, terms=_TERMS, rates=_RATES, parties=clients)
    house.net_assets = max(int(loans.peak() / (_AT_MOST_RURAL if rural else _AT_MOST)), _LARGEST * loans.largest())
    if rural:
        house.irregular.append("serves_farming")
    if conduct is None:
        look_alikes(loans, house, house.net_assets)
    else:
        conduct.expose(loans, house)
    house.stake, house.borrowed = house.net_assets, 0
    products(house, loans, guarantor=house.operator)
    _write(house, loans)
    run_operator(house)


def _write(house: House, loans: Exposures) -> None:
    """The bank pays the client and is repaid; the guarantor has its fee, and pays what a client does not."""
    book, rng, principal = house.book, house.rng, loans.principal
    outside = house.accounts.open(Role.EXTERNAL, loans.parties, opened=house.begins - 500, inside=False)
    client, product = outside + loans.debtor, np.arange(len(loans))
    interest = (principal * loans.rate * loans.term / 365).astype(np.int64)
    fee = (principal * _FEE * loans.term / 365).astype(np.int64)
    book.add(at=loans.paid - HOUR, source=client, target=House.OWN, amount=fee, purpose=Purpose.FEE, product=product)
    book.add(at=loans.paid, source=House.BANK, target=client, amount=principal, purpose=Purpose.DISBURSE, product=product)
    for amount, purpose in ((principal, Purpose.REPAY_PRINCIPAL), (interest, Purpose.REPAY_INTEREST)):
        book.add(at=loans.back, source=client, target=House.BANK, amount=amount, purpose=purpose, product=product)
    lost = np.flatnonzero(loans.back >= NEVER)
    at, owed = loans.paid[lost] + (loans.term[lost] + 15) * DAY, (principal + interest)[lost]
    book.add(at=at, source=House.OWN, target=House.BANK, amount=owed, purpose=Purpose.TRANSFER, product=lost)
    recovered = at + rng.integers(30, 90, len(lost)) * DAY
    book.add(at=recovered, source=client[lost], target=House.OWN, amount=owed, purpose=Purpose.TRANSFER, product=lost)
