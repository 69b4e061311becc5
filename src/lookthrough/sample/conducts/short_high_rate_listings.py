"""A platform in need of cash lists ever more short loans at rates well above its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._trouble import growing
from lookthrough.sample.days import DAY, Flags, Floats, Ints
from lookthrough.sample.house import House, Judgement
from lookthrough.sample.lending.customs import BULLET

if TYPE_CHECKING:
    from lookthrough.sample.lending.listings import Listings

RULE = "short_high_rate_listings"
_SHORT, _BASE_DAYS, _WINDOW = 30, 180, 14
_ABOVE, _MEDIUM = 0.03, 0.30
_LEAST = 5  # listings in a window that say anything at all


class ShortHighRateListings(Conduct):
    """Borrowers still repay."""

    title = Text("密集发行短期高息标", "A rush of short listings at high rates")
    variants = {"p2p": ("rush",)}  # noqa: RUF012 - never changed

    def list(self, listings: Listings, house: House) -> None:
        """Make a growing share of listings short and dear, and date the conduct."""
        level = growing(house, 0.6, 0.9)
        day = np.minimum(listings.listed // DAY, house.days.count - 1)
        chosen = house.rng.random(len(day)) < level[day]
        listings.term[chosen], listings.method[chosen], listings.instalments[chosen] = _SHORT, BULLET, 1
        listings.rate[chosen] += house.rng.choice([0.06, 0.08, 0.1], int(chosen.sum()))
        begin = first_day(day, listings.rate, listings.term <= _SHORT + 1, house.days.count)
        if begin is not None:
            house.truth.append(Judgement(RULE, begin, None, "guilty", "rush"))


def first_day(day: Ints, rate: Floats, short: Flags, count: int) -> int | None:
    """Return the first day on which three in ten of fourteen days' listings are short and three points above the own mean of 180 days."""
    listed = np.bincount(day, minlength=count).astype(np.float64)
    rates = np.bincount(day, rate, minlength=count).astype(np.float64)
    mean = truth.rolling(rates, _BASE_DAYS) / np.maximum(truth.rolling(listed, _BASE_DAYS), 1)
    for today in range(_WINDOW - 1, count):
        rows = (day > today - _WINDOW) & (day <= today)
        if rows.sum() >= _LEAST and (short[rows] & (rate[rows] >= mean[today] + _ABOVE)).mean() > _MEDIUM:
            return today
    return None


short_high_rate_listings = ShortHighRateListings()
