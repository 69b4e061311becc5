"""One large debt in many small listings: each says which debt it is a part of, or they share borrower and purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts.balance_limit import choose, side_by_side
from lookthrough.sample.days import Ints
from lookthrough.sample.house import House
from lookthrough.sample.lending.owing import FIRM, PERSON

if TYPE_CHECKING:
    from lookthrough.sample.lending.listings import Listings
    from lookthrough.sample.lending.play import Lending

_PARTS = (4, 8)
_APART = 10  # listings from one large debt to the next, at least


class SplitListing(Conduct):
    """From some day on, one debt after the other; whoever owes it passes the balance limit as well."""

    title = Text("拆标", "One debt in many listings")
    variants = {"p2p": ("one_debt", "same_purpose")}  # noqa: RUF012 - never changed

    def list(self, listings: Listings, house: House) -> None:
        """Make neighbouring listings the parts of one debt."""
        for rows in _parts(listings, house):
            limit = PERSON if listings.by_person[rows[0]] else FIRM
            side_by_side(listings, house, rows, limit * float(house.rng.uniform(1.15, 2.2)))
            listings.group[rows] = rows[0]

    def label(self, lending: Lending) -> None:
        """Say of the parts what they have in common."""
        products, group = lending.house.products[0], lending.listings.group
        parts = np.flatnonzero(group >= 0)
        products.purpose[parts] = products.purpose[group[parts]]
        if lending.house.planned.variant == "one_debt":
            later = parts[group[parts] != parts]
            products.underlying[later] = group[later]
            products.purpose[parts] = lending.house.rng.integers(0, 8, len(parts))


def _parts(listings: Listings, house: House) -> list[Ints]:
    """Return runs of listings, each to be the parts of one debt; none shares a listing with another."""
    runs, after = [], 0
    for first in choose(listings, house, 0.05, 0.15).tolist():
        count = int(house.rng.integers(*_PARTS))
        if first >= after and first + count <= len(listings):
            runs.append(np.arange(first, first + count))
            after = first + count + _APART
    return runs or [np.arange(len(listings) // 2, min(len(listings), len(listings) // 2 + _PARTS[0]))]


split_listing = SplitListing()
