"""A platform in need of cash lists ever more short loans at rates well above its own."""

from __future__ import annotations

from dataclasses import replace
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
    from lookthrough.sample.lending.customs import Customs
    from lookthrough.sample.lending.listings import Listings

RULE = "short_high_rate_listings"
_SHORT, _BASE_DAYS, _WINDOW = 30, 180, 14
_ABOVE, _MEDIUM = 0.03, 0.30
_LEAST = 5  # listings in a window, or before it, that say anything at all
_DEAR = (0.135, 0.14)  # where the trade pays ten per cent, and fifteen would be beyond all measure


class ShortHighRateListings(Conduct):
    """Borrowers still repay."""

    title = Text("密集发行短期高息标", "A rush of short listings at high rates")
    variants = {"p2p": ("rush",)}  # noqa: RUF012 - never changed

    def customs(self, customs: Customs, house: House) -> Customs:
        """List many small loans: a few a month are no rush."""
        return replace(customs, person_median=1_500_000, firm_median=8_000_000, growth=2.0)

    def list(self, listings: Listings, house: House) -> None:
        """Make a growing share of listings short and dear, and date the conduct."""
        level = growing(house, 0.6, 0.9)
        day = np.minimum(listings.listed // DAY, house.days.count - 1)
        chosen = house.rng.random(len(day)) < level[day]
        listings.term[chosen], listings.method[chosen], listings.instalments[chosen] = _SHORT, BULLET, 1
        listings.rate[chosen] = listings.promised[chosen] = house.rng.choice(_DEAR, int(chosen.sum()))
        begin = first_day(day, listings.rate, listings.term <= _SHORT + 1, house.days.count)
        if begin is not None:
            house.truth.append(Judgement(RULE, begin, None, "guilty", "rush"))


def first_day(day: Ints, rate: Floats, short: Flags, count: int) -> int | None:
    """Return the first day on which three in ten of fourteen days' listings are short and three points above the mean before."""
    listed = np.bincount(day, minlength=count).astype(np.float64)
    rates = np.bincount(day, rate, minlength=count).astype(np.float64)
    known, summed = (truth.rolling(daily, _BASE_DAYS + 1) - daily for daily in (listed, rates))
    mean = np.where(known >= _LEAST, summed / np.maximum(known, 1), np.inf)
    rushed = np.bincount(day[short & (rate >= mean[day] + _ABOVE)], minlength=count).astype(np.float64)
    of, part = truth.rolling(listed, _WINDOW), truth.rolling(rushed, _WINDOW)
    found = (of >= _LEAST) & (part >= _MEDIUM * of) & (listed > 0)
    return int(np.argmax(found)) if found.any() else None


short_high_rate_listings = ShortHighRateListings()
