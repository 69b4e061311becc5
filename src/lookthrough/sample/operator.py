"""What an operator does with its own money: capital at the start, rent and pay, month-end sweeps of fees."""

from __future__ import annotations

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.sample.days import DAY, HOUR
from lookthrough.sample.house import House

_SWEPT = 0.8  # share of a month's fees that goes to the operator's bank
_EVENING = 17 * HOUR


def run_operator(house: House) -> None:
    """Write the operator's own transfers that every institution has."""
    begin = np.array([house.begins * DAY + 8 * HOUR])
    capital = np.array([house.capital + house.stake])
    house.book.add(at=begin, source=House.OPERATOR_BANK, target=House.OWN, amount=capital, purpose=Purpose.TRANSFER)
    ends = house.next_month_ends()
    if not len(ends):
        return
    at, fees = house.book.movements(target=House.OWN, purpose=Purpose.FEE)
    month = np.searchsorted(ends * DAY + _EVENING, at, side="left")
    swept = (np.bincount(month, fees, minlength=len(ends) + 1)[: len(ends)] * _SWEPT).astype(np.int64) // 100 * 100
    spent = house.rng.uniform(0.4, 0.9, len(ends)) * house.capital / len(ends)
    costs = spent.astype(np.int64) // 100 * 100
    for amount, minutes in ((swept, 1), (costs, 20)):
        house.book.add(
            at=ends * DAY + _EVENING + minutes * 60, source=House.OWN, target=House.OPERATOR_BANK, amount=amount, purpose=Purpose.TRANSFER
        )
