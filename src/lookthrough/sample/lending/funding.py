"""How listings are funded: several clients put money in over hours or days, then the borrower is paid or the money goes back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookthrough.sample.days import DAY, HOUR, NEVER, Floats, Ints
from lookthrough.sample.house import House
from lookthrough.sample.lending.customs import Customs
from lookthrough.sample.lending.listings import Listings

_HUNDRED_YUAN = 10_000


@dataclass(slots=True)
class Positions:
    """What each client put into each listing, grouped by listing; ``below`` is what stands before it within the listing."""

    listing: Ints
    client: Ints
    amount: Ints
    below: Ints
    at: Ints
    first: Ints  # of each listing: its first position

    def __len__(self) -> int:
        return len(self.listing)


def fund(house: House, customs: Customs, listings: Listings) -> tuple[Positions, Ints, int]:
    """Return the positions, when each listing was full (NEVER when it failed) and how many clients there are."""
    rng = house.rng
    listing = np.repeat(np.arange(len(listings)), listings.clients)
    first = np.cumsum(listings.clients) - listings.clients
    amount = _split(rng, listings, listing, first)
    at, full = _when(house, customs, listings, listing, first)
    clients, number = _choose_clients(house, at)
    running = np.cumsum(amount) - amount
    below = running - running[first][listing]
    positions = Positions(listing, clients, amount, below, at, first)
    return positions, np.where(listings.failed, NEVER, full), number


def _split(rng: np.random.Generator, listings: Listings, listing: Ints, first: Ints) -> Ints:
    """Split each principal into round parts of a hundred yuan; what is left over goes to the first client."""
    weight = rng.lognormal(0, 0.9, len(listing))
    share = weight / np.add.reduceat(weight, first)[listing]
    spare = listings.principal - listings.clients * _HUNDRED_YUAN
    amount = _HUNDRED_YUAN + (share * spare[listing]).astype(np.int64) // _HUNDRED_YUAN * _HUNDRED_YUAN
    amount[first] += listings.principal - np.add.reduceat(amount, first)
    return amount


def _when(house: House, customs: Customs, listings: Listings, listing: Ints, first: Ints) -> tuple[Ints, Ints]:
    rng = house.rng
    span = np.minimum(customs.funding_hours * HOUR * rng.lognormal(0, 0.7, len(listings)), 14 * DAY)
    at = listings.listed[listing] + 60 + (span[listing] * rng.random(len(listing), dtype=np.float32)).astype(np.int64)
    asleep = at % DAY < 7 * HOUR
    at = np.where(asleep, at - at % DAY + 7 * HOUR + (at % DAY) * 3 // 7 + rng.integers(0, HOUR, len(at)), at)
    return at, np.maximum.reduceat(at, first)


def _choose_clients(house: House, at: Ints) -> tuple[Ints, int]:
    """Choose who put the money in: a few do so very often, and new people keep arriving."""
    rng, count = house.rng, len(at)
    number = max(4, int(count**0.97 / 4.5))
    begin, end = house.begins * DAY, max(house.book.until, house.begins * DAY + 1)
    arrived = np.maximum(3, number * np.clip((at - begin) / (end - begin) * 0.8 + 0.2, 0, 1))
    draw = rng.random(count)
    chosen: Floats = np.where(rng.random(count, dtype=np.float32) < 0.25, 1 - draw * 0.1, draw**2.2)
    return np.minimum(chosen * arrived, number - 1).astype(np.int64), number
