"""Listings that are too short for the debts beneath: clients are told a month or two where the borrower has a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._trouble import growing
from lookthrough.sample.conducts.balance_limit import choose
from lookthrough.sample.days import DAY, HOUR, NEVER, Ints
from lookthrough.sample.house import House
from lookthrough.sample.lending.beneath import beneath
from lookthrough.sample.lending.customs import BULLET

if TYPE_CHECKING:
    from lookthrough.sample.lending.listings import Listings
    from lookthrough.sample.lending.play import Lending

_STEP = 100_000  # amounts are whole thousands of yuan
_TERM = 60
_AHEAD = 3  # days that the next listing is listed before the last one falls due


class TermMismatch(Conduct):
    """A growing share of listings; rolled over, it pays old clients with the money of new ones."""

    title = Text("期限拆分", "Listings shorter than their debts")
    variants = {"p2p": ("shorter", "rolled_over")}  # noqa: RUF012 - never changed

    def list(self, listings: Listings, house: House) -> None:
        """Make pairs of listings, of which the second is open when the first falls due."""
        if house.planned.variant == "rolled_over":
            for first in choose(listings, house, 0.25, 0.5).tolist():
                _pair(listings, first)

    def settle(self, lending: Lending) -> None:
        """Keep the second's money from the borrower, who never repays the first: its clients are paid when the second is full."""
        listings, instalments = lending.listings, lending.instalments
        if lending.house.planned.variant == "shorter":
            level = growing(lending.house, 0.15, 0.5)
            day = np.minimum(listings.listed // DAY, lending.house.days.count - 1)
            lending.chosen = np.flatnonzero(lending.house.rng.random(len(day)) < level[day])
            return
        second = np.flatnonzero((listings.group >= 0) & (listings.group != np.arange(len(listings))))
        first = listings.group[second]
        lending.paid_to_borrower[second] = NEVER
        lending.underlying[second] = first
        row = instalments.first[first]
        instalments.repaid[row] = NEVER
        instalments.paid_out[row] = np.maximum(instalments.due_day[row] * DAY + 14 * HOUR, lending.full[second] + HOUR)

    def label(self, lending: Lending) -> None:
        """Enter the debts beneath, which run two to six times as long."""
        rows, house = lending.chosen, lending.house
        if len(rows):
            debts = beneath(lending, rows, "loan")
            debts.term = lending.listings.term[rows] * house.rng.integers(2, 7, len(rows))
            products = house.products[0]
            products.underlying[rows] = house.add_products(debts) + np.arange(len(rows))
            products.underlying_term[rows] = debts.term

    def conclude(self, lending: Lending) -> None:
        """What later clients paid earlier ones is money of other clients."""
        house, payouts = lending.house, lending.payouts
        amount, unpaid = payouts.principal + payouts.interest, lending.without_borrower[payouts.instalment]
        if house.planned.variant == "rolled_over":
            others = truth.by_day(house, payouts.at[unpaid], amount[unpaid])
            truth.guilty(house, "ponzi_payout", others, truth.by_day(house, payouts.at, amount), "rolled_over")


def _pair(listings: Listings, first: int) -> None:
    """Let the listing that comes shortly before this one falls due be the next on the same debt, if there is one."""
    due = listings.listed[first] + (_TERM - _AHEAD) * DAY
    second = int(np.searchsorted(listings.listed, due))
    if (
        second >= len(listings)
        or listings.group[first] >= 0
        or listings.group[second] >= 0
        or listings.listed[second] > due + 4 * _AHEAD * DAY
    ):
        return
    both: Ints = np.array([first, second])
    listings.group[both], listings.failed[both] = first, False
    listings.borrower[second], listings.by_person[second] = listings.borrower[first], listings.by_person[first]
    listings.term[both], listings.method[both], listings.instalments[both] = _TERM, BULLET, 1
    owed = listings.principal[first] * (1 + listings.rate[first] * _TERM / 365)
    listings.principal[second] = (int(owed) // _STEP + 1) * _STEP
    listings.clients[second] = np.clip(listings.clients[second], 2, max(2, int(listings.principal[second]) // _STEP))


term_mismatch = TermMismatch()
