"""Clients' money comes in past custody: straight from their bank accounts to the operator, who passes it on when the borrower is paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._trouble import growing
from lookthrough.sample.days import DAY, NEVER
from lookthrough.sample.house import House

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending


class CustodyBypass(Conduct):
    """A growing share of listings; clients are repaid through custody all the same."""

    title = Text("绕开存管", "Money invested past custody")
    variants = {"p2p": ("passed_on",), "equity_crowdfunding": ("passed_on",)}  # noqa: RUF012 - never changed

    def settle(self, lending: Lending) -> None:
        """Choose the listings whose clients pay the operator."""
        level = growing(lending.house, 0.06, 0.5)
        day = np.minimum(lending.listings.listed // DAY, lending.house.days.count - 1)
        chosen = (lending.house.rng.random(len(lending.listings)) < level[day]) & (lending.full < NEVER)
        lending.straight = chosen[lending.positions.listing]

    def label(self, lending: Lending) -> None:
        """Pay clients through custody, and let the operator bring each listing's money there just before the borrower is paid."""
        lending.payouts.straight[:] = False
        rows = np.flatnonzero(np.bincount(lending.positions.listing[lending.straight], minlength=len(lending.listings)))
        lending.house.book.add(
            at=lending.paid_to_borrower[rows] - 60, source=House.OWN, target=House.CUSTODY, amount=lending.listings.principal[rows],
            purpose=Purpose.TRANSFER, product=lending.product[rows],
        )  # fmt: skip

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the share of money invested that did not pass custody."""
        house, positions, past = lending.house, lending.positions, lending.straight
        whole = truth.by_day(house, positions.at, positions.amount)
        truth.guilty(house, "custody_bypass", truth.by_day(house, positions.at[past], positions.amount[past]), whole, "passed_on")


custody_bypass = CustodyBypass()
