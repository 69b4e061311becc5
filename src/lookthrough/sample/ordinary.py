"""What happens beside the dealings of any sound institution: bank charges, and the operator's own money left among clients'."""

from __future__ import annotations

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.sample import truth
from lookthrough.sample.days import DAY, HOUR, Floats
from lookthrough.sample.house import House

TINY = 0.0008  # of any thirty days' payments: what one irregularity may come to
_BANK_CHARGES = (1_000, 30_000)  # fen a month
_QUARTER = 70  # working days or so that the operator's money stays


def note(house: House, what: str) -> None:
    """Remember for the truth that this happened."""
    house.irregular.append(what)


def least_ahead(rolling: Floats) -> Floats:
    """Return for each day the least of the windows that hold it, so that nothing tiny today looks large in a quiet week to come."""
    ahead = np.concatenate([rolling, np.full(truth.WINDOW_DAYS, np.inf)])
    least: Floats = np.lib.stride_tricks.sliding_window_view(ahead, truth.WINDOW_DAYS)[: len(rolling)].min(axis=1)
    return least


def beside_the_books(house: House, usual: Floats, books: int) -> None:
    """Add bank charges and a float to the account that holds clients' money; ``usual`` is the least of thirty days' payments around."""
    for happens, chance in ((_bank_charges, 0.7), (_float, 0.35)):
        if house.rng.random() < chance:
            happens(house, usual, books)


def _bank_charges(house: House, usual: Floats, books: int) -> None:
    """The bank takes its monthly charge out of a float that the operator put there."""
    ends = house.next_month_ends()
    ends = ends[usual[ends] * TINY > _BANK_CHARGES[1]]
    if not len(ends):
        return
    charge = house.rng.integers(*_BANK_CHARGES, len(ends))
    first, put_in = np.array([ends[0] * DAY + 8 * HOUR]), np.array([int(charge.sum()) + 5_000])
    house.book.add(at=first, source=House.OWN, target=books, amount=put_in, purpose=Purpose.TRANSFER)
    house.book.add(at=ends * DAY + 20 * HOUR, source=books, target=House.BANK, amount=charge, purpose=Purpose.FEE)
    note(house, "bank_charges")


def _float(house: House, usual: Floats, books: int) -> None:
    """The operator leaves some money of its own for a quarter and takes it back."""
    days = np.flatnonzero(house.days.working[: len(usual)] & (usual * TINY > 1_000_00))
    if len(days) < 2 * _QUARTER:
        return
    day = days[[int(house.rng.integers(10, 40))]]
    back = house.days.next_working[day + _QUARTER]
    amount = np.minimum((np.minimum(usual[day], usual[back]) * TINY).astype(np.int64), house.capital // 10) // 1_000 * 1_000
    house.book.add(at=day * DAY + 10 * HOUR, source=House.OWN, target=books, amount=amount, purpose=Purpose.TRANSFER)
    house.book.add(at=back * DAY + 15 * HOUR, source=books, target=House.OWN, amount=amount, purpose=Purpose.TRANSFER)
    note(house, "float")
