"""The platform pays its clients in the place of borrowers who do not, out of its own pocket, and never says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._trouble import growing
from lookthrough.sample.days import HOUR, NEVER
from lookthrough.sample.house import House

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_QUARTER = 90


class GuaranteedRedemption(Conduct):
    """Grows with the borrowers that fail."""

    title = Text("刚性兑付", "The platform pays in the borrower's place")
    variants = {"p2p": ("from_own",), "wealth_seller": ("from_own",)}  # noqa: RUF012 - never changed

    def settle(self, lending: Lending) -> None:
        """Let a growing share of instalments go unpaid by borrowers, though clients are paid on the day."""
        house, instalments = lending.house, lending.instalments
        level = growing(house, 0.06, 0.25)
        fails = house.rng.random(len(instalments.due_day)) < level[np.minimum(instalments.due_day, house.days.count - 1)]
        instalments.repaid[fails & (instalments.paid_out < NEVER)] = NEVER

    def label(self, lending: Lending) -> None:
        """Bring the money for each such instalment from the operator's bank to custody."""
        instalments, book = lending.instalments, lending.house.book
        rows = np.flatnonzero(lending.without_borrower)
        at, amount = instalments.paid_out[rows] - HOUR // 2, instalments.total[rows]
        book.add(at=at - 120, source=House.OPERATOR_BANK, target=House.OWN, amount=amount, purpose=Purpose.TRANSFER)
        product = lending.product[instalments.listing[rows]]
        book.add(at=at, source=House.OWN, target=House.CUSTODY, amount=amount, purpose=Purpose.TRANSFER, product=product)

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the share of ninety days' payouts that the operator paid for."""
        house, payouts = lending.house, lending.payouts
        amount = payouts.principal + payouts.interest
        own = lending.without_borrower[payouts.instalment]
        shares = truth.by_day(house, payouts.at[own], amount[own]), truth.by_day(house, payouts.at, amount)
        truth.guilty(house, "guaranteed_redemption", *shares, "from_own", window=_QUARTER)


guaranteed_redemption = GuaranteedRedemption()
