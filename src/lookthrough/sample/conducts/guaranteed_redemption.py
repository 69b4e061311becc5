"""The platform or its circle pays clients in the place of borrowers who do not, and never says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose, Role
from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._trouble import growing
from lookthrough.sample.days import HOUR, NEVER, Ints
from lookthrough.sample.house import House

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_QUARTER = 90
_FORMS = ("from_own", "by_sister", "circle_guarantor")


class GuaranteedRedemption(Conduct):
    """Grows with the borrowers that fail."""

    title = Text("刚性兑付", "The platform pays in the borrower's place")
    variants = {"p2p": _FORMS, "wealth_seller": _FORMS}  # noqa: RUF012 - never changed

    def settle(self, lending: Lending) -> None:
        """Let a growing share of instalments go unpaid by borrowers, though clients are paid on the day."""
        house, instalments = lending.house, lending.instalments
        level = growing(house, 0.06, 0.25)
        fails = house.rng.random(len(instalments.due_day)) < level[np.minimum(instalments.due_day, house.days.count - 1)]
        instalments.repaid[fails & (instalments.paid_out < NEVER)] = NEVER

    def label(self, lending: Lending) -> None:
        """Bring the money for each such instalment to custody: the operator's, a firm's of its circle, or the circle's guarantor's."""
        instalments, book = lending.instalments, lending.house.book
        rows = np.flatnonzero(lending.without_borrower)
        at, amount = instalments.paid_out[rows] - HOUR // 2, instalments.total[rows]
        payer, bank = _payer(lending, rows)
        if bank is not None:
            book.add(at=at - 120, source=bank, target=payer, amount=amount, purpose=Purpose.TRANSFER)
        product = lending.product[instalments.listing[rows]]
        book.add(at=at, source=payer, target=House.CUSTODY, amount=amount, purpose=Purpose.TRANSFER, product=product)

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the share of ninety days' payouts that the operator paid for."""
        house, payouts = lending.house, lending.payouts
        amount = payouts.principal + payouts.interest
        own = lending.without_borrower[payouts.instalment]
        shares = truth.by_day(house, payouts.at[own], amount[own]), truth.by_day(house, payouts.at, amount)
        truth.guilty(house, "guaranteed_redemption", *shares, house.planned.variant or "", window=_QUARTER)


def _payer(lending: Lending, rows: Ints) -> tuple[int, int | None]:
    """Return the account that pays, and the one that it has the money from."""
    house, circle = lending.house, lending.circle
    if house.planned.variant == "from_own":
        return House.OWN, House.OPERATOR_BANK
    if house.planned.variant == "by_sister":
        return int(circle.sisters[0]), None
    party = circle.sister_parties[1:2]
    lending.house.products[0].guarantor[np.unique(lending.instalments.listing[rows])] = int(party[0])
    return house.accounts.open(Role.GUARANTOR, party, opened=house.begins), int(circle.sisters[1])


guaranteed_redemption = GuaranteedRedemption()
