"""Clients are lured by returns that no project yields: the operator pays the difference, or borrowers promise twice what others pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._trouble import growing
from lookthrough.sample.days import DAY, HOUR, Ints
from lookthrough.sample.house import House

if TYPE_CHECKING:
    from lookthrough.sample.lending.listings import Listings
    from lookthrough.sample.lending.play import Lending

_QUARTER = 90
_SHORT = 31  # shorter offers at such rates would be a rush besides
_SUBSIDY = (0.02, 0.03, 0.04)
_TIMES = (1.9, 2.3)


class ExcessiveReturn(Conduct):
    """A growing share of offers."""

    title = Text("高息诱饵", "Returns that no project yields")
    variants = {"p2p": ("subsidised", "far_above_peers"), "wealth_seller": ("subsidised",)}  # noqa: RUF012 - never changed

    def list(self, listings: Listings, house: House) -> None:
        """Promise more than projects pay, or let borrowers pay far more than others do."""
        level = growing(house, 0.3, 0.8)
        day = np.minimum(listings.listed // DAY, house.days.count - 1)
        chosen = (house.rng.random(len(day)) < level[day]) & (listings.term > _SHORT)
        if house.planned.variant == "subsidised":
            listings.promised[chosen] += house.rng.choice(_SUBSIDY, int(chosen.sum()))
        else:
            dear = np.round(listings.rate[chosen] * house.rng.uniform(*_TIMES, int(chosen.sum())), 3)
            listings.rate[chosen] = listings.promised[chosen] = dear
        self._date(listings, house, chosen)

    def _date(self, listings: Listings, house: House, chosen: np.ndarray) -> None:
        whole = truth.by_day(house, listings.listed, listings.principal)
        part = truth.by_day(house, listings.listed[chosen], listings.principal[chosen])
        truth.guilty(house, "excessive_return", part, whole, house.planned.variant or "", window=_QUARTER)

    def label(self, lending: Lending) -> None:
        """Let the operator bring what each project does not pay, a little before clients have it."""
        house, payouts, listings, instalments = lending.house, lending.payouts, lending.listings, lending.instalments
        listing = instalments.listing[payouts.instalment]
        extra = (payouts.interest * (listings.promised[listing] / listings.rate[listing] - 1)).astype(np.int64)
        payouts.interest = payouts.interest + extra
        lending.taken = payouts.at, extra
        brought = np.bincount(payouts.instalment, extra, minlength=len(instalments.listing)).astype(np.int64)
        rows: Ints = np.flatnonzero(brought)
        at, amount = instalments.paid_out[rows] - HOUR // 2, brought[rows]
        house.book.add(at=at - 120, source=House.OPERATOR_BANK, target=House.OWN, amount=amount, purpose=Purpose.TRANSFER)
        product = lending.product[instalments.listing[rows]]
        house.book.add(at=at, source=House.OWN, target=House.CUSTODY, amount=amount, purpose=Purpose.TRANSFER, product=product)

    def conclude(self, lending: Lending) -> None:
        """A subsidy is paid out of the operator's pocket: where it is much of what clients are paid it is guaranteed redemption too."""
        house, payouts = lending.house, lending.payouts
        assert lending.taken is not None
        whole = truth.by_day(house, payouts.at, payouts.principal + payouts.interest)
        part = truth.by_day(house, *lending.taken)
        truth.guilty(house, "guaranteed_redemption", part, whole, house.planned.variant or "", window=_QUARTER)


excessive_return = ExcessiveReturn()
