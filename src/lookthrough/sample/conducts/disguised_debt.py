"""Equity that is debt: the same return every month to the day, promised in writing or not, and in the end all the money back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY, NEVER, Ints
from lookthrough.sample.house import House, Judgement
from lookthrough.sample.lending.customs import INTEREST_MONTHLY

if TYPE_CHECKING:
    from lookthrough.sample.lending.listings import Listings
    from lookthrough.sample.lending.play import Lending

_MONTH, _HALF_YEAR = 30, 180
_RETURNS = 4  # in a row that nobody takes for dividends any more
_RATES = (0.08, 0.09, 0.1, 0.12)
_FORMS = ("promised", "silent", "buy_back")


class DisguisedDebt(Conduct):
    """Half of the offers or more."""

    title = Text("明股实债", "Equity with a fixed return")
    variants = {"equity_crowdfunding": _FORMS, "private_fund": _FORMS}  # noqa: RUF012 - never changed

    def list(self, listings: Listings, house: House) -> None:
        """Give some offers a fixed monthly return; those bought back run half a year."""
        begin = house.begins + int((house.days.count - house.begins) * house.rng.uniform(0.05, 0.25))
        chosen = (listings.listed >= begin * DAY) & (house.rng.random(len(listings)) < house.rng.uniform(0.5, 0.9))
        chosen[np.flatnonzero((listings.listed >= begin * DAY) & ~listings.failed)[:2]] = True
        if house.planned.variant == "buy_back":
            listings.term[chosen] = _HALF_YEAR
        listings.method[chosen], listings.instalments[chosen] = INTEREST_MONTHLY, listings.term[chosen] // _MONTH
        listings.rate[chosen] = house.rng.choice(_RATES, int(chosen.sum()))
        listings.promised[chosen] = 0.0 if house.planned.variant == "silent" else listings.rate[chosen]

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the first money raised under a promise, or the first return with which there are four alike."""
        house, listings, variant = lending.house, lending.listings, lending.house.planned.variant or ""
        chosen = np.flatnonzero((listings.method == INTEREST_MONTHLY) & (lending.full < NEVER))
        at = _fourth_return(lending, chosen) if variant == "silent" else lending.positions.at[lending.positions.first[chosen]]
        at = at[at < house.book.until]
        if len(at):
            house.truth.append(Judgement("disguised_debt", int(at.min() // DAY), house.closed_day, "guilty", variant))


def _fourth_return(lending: Lending, listings: Ints) -> Ints:
    instalments = lending.instalments
    long = listings[instalments.count[listings] >= _RETURNS]
    return instalments.paid_out[instalments.first[long] + _RETURNS - 1]


disguised_debt = DisguisedDebt()
