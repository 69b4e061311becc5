"""Borrowers who may owe more than the law allows: in one large loan, or in several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._trouble import growing
from lookthrough.sample.days import DAY, Floats, Ints
from lookthrough.sample.house import House
from lookthrough.sample.lending.customs import BULLET
from lookthrough.sample.lending.owing import FIRM, PERSON

if TYPE_CHECKING:
    from lookthrough.sample.lending.listings import Listings

_STEP = 100_000  # amounts are whole thousands of yuan
_SEVERAL = 3


class BalanceLimit(Conduct):
    """A growing share of loans; nothing else about them is unusual."""

    title = Text("借款余额超限", "Borrowers owe more than they may")
    variants = {"p2p": ("one_large", "several_at_once")}  # noqa: RUF012 - never changed

    def list(self, listings: Listings, house: House) -> None:
        """Enlarge chosen loans, or let one borrower take several that run side by side."""
        chosen = choose(listings, house, 0.06, 0.2)
        limit = np.where(listings.by_person, PERSON, FIRM)
        times = house.rng.uniform(1.1, 2.0, len(listings))
        if house.planned.variant == "one_large":
            enlarge(listings, chosen, (limit * times)[chosen])
            return
        for first in chosen[:: _SEVERAL * 2].tolist():
            side_by_side(listings, house, np.arange(first, min(first + _SEVERAL, len(listings))), limit[first] * times[first])


def choose(listings: Listings, house: House, low: float, high: float) -> Ints:
    """Return a growing share of the listings, one at least."""
    day = np.minimum(listings.listed // DAY, house.days.count - 1)
    found = np.flatnonzero(house.rng.random(len(listings)) < growing(house, low, high)[day])
    return found if len(found) else np.array([len(listings) // 2])


def enlarge(listings: Listings, rows: Ints, principal: Floats) -> None:
    """Give listings a principal, in whole thousands of yuan, and let them come about."""
    listings.principal[rows] = principal.astype(np.int64) // _STEP * _STEP
    listings.clients[rows] = np.clip(listings.clients[rows], 2, np.maximum(listings.principal[rows] // _STEP, 2))
    listings.failed[rows] = False


def side_by_side(listings: Listings, house: House, rows: Ints, principal: float) -> None:
    """Let the borrower of the first of these listings take all of them, for at least half a year, repaid in one sum."""
    enlarge(listings, rows, np.full(len(rows), principal / len(rows) + _STEP))
    listings.borrower[rows], listings.by_person[rows] = listings.borrower[rows[0]], listings.by_person[rows[0]]
    listings.term[rows], listings.method[rows], listings.instalments[rows] = int(house.rng.choice([180, 270])), BULLET, 1


balance_limit = BalanceLimit()
