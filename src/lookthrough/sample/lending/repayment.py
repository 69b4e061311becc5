"""How listings are repaid: instalments fall due, borrowers pay or are late, the institution pays each client the share that is theirs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookthrough.sample.days import DAY, HOUR, NEVER, WAKING, Flags, Ints, moments
from lookthrough.sample.house import House
from lookthrough.sample.lending.customs import DIVIDENDS, EQUAL_INSTALMENTS, Customs
from lookthrough.sample.lending.funding import Positions
from lookthrough.sample.lending.listings import Listings

_MORNING = 9 * HOUR


@dataclass(slots=True)
class Instalments:
    """Columns of equal length, grouped by listing; moments in seconds, NEVER for what does not happen.

    ``before`` and ``after`` are the principal repaid up to this instalment and with it.
    """

    listing: Ints
    due_day: Ints
    before: Ints
    after: Ints
    interest: Ints
    repaid: Ints  # when the borrower pays
    paid_out: Ints  # when clients are paid
    first: Ints  # of each listing: its first instalment
    count: Ints  # of each listing

    @property
    def principal(self) -> Ints:
        return self.after - self.before

    @property
    def total(self) -> Ints:
        return self.after - self.before + self.interest


@dataclass(slots=True)
class Payouts:
    """What each client gets of each instalment."""

    instalment: Ints
    position: Ints
    client: Ints
    at: Ints
    principal: Ints
    interest: Ints
    product: Ints  # the listing that the payment names
    straight: Flags  # paid from the operator's account to the client's bank account


def schedule(house: House, customs: Customs, listings: Listings, value_day: Ints) -> Instalments:
    """Lay out the instalments of every listing whose interest runs from ``value_day`` (NEVER // DAY: never)."""
    runs = value_day < house.days.count
    count = np.where(runs, listings.instalments, 0)
    listing = np.repeat(np.arange(len(listings)), count)
    first = np.cumsum(count) - count
    number = np.arange(len(listing)) - first[listing] + 1
    due_day = value_day[listing] + (listings.term[listing] * number) // listings.instalments[listing]
    before, after = _principal(listings, listing, number - 1), _principal(listings, listing, number)
    interest = _interest(house, listings, listing, listings.principal[listing] - before)
    instalments = Instalments(listing, due_day, before, after, interest, due_day, due_day, first, count)
    _let_borrowers_pay(house, customs, instalments)
    instalments.paid_out = paid_out_after(house, instalments.repaid)
    return instalments


def _principal(listings: Listings, listing: Ints, number: Ints) -> Ints:
    """Return the principal repaid after ``number`` instalments."""
    principal, of = listings.principal[listing], listings.instalments[listing]
    method = listings.method[listing]
    growth = 1 + listings.rate[listing] * 30 / 365
    level = (principal * (growth**number - 1) / (growth**of - 1)).astype(np.int64)
    at_end = np.where(method == DIVIDENDS, 0, principal)
    return np.where(number >= of, at_end, np.where(method == EQUAL_INSTALMENTS, level, 0))


def _interest(house: House, listings: Listings, listing: Ints, outstanding: Ints) -> Ints:
    """Return simple interest on what is outstanding; dividends follow results and differ each time."""
    span = listings.term[listing] / listings.instalments[listing]
    interest = outstanding * listings.rate[listing] * span / 365
    dividend = listings.method[listing] == DIVIDENDS
    if dividend.any():
        interest = np.where(dividend, interest * house.rng.lognormal(-0.2, 0.7, len(listing)), interest)
    return np.maximum(interest.astype(np.int64), 1)


def _let_borrowers_pay(house: House, customs: Customs, instalments: Instalments) -> None:
    """Most pay on the day, some some days late, a few never again."""
    rng, days, count = house.rng, house.days, len(instalments.listing)
    limit = len(days.working) - 2
    due = np.minimum(instalments.due_day, limit)
    day = np.where(rng.random(count, dtype=np.float32) < 0.5, days.next_working[due], due)
    late = rng.random(count, dtype=np.float32) < customs.late
    day = np.minimum(day + np.where(late, 1 + rng.exponential(5, count).astype(np.int64), 0), limit)
    instalments.repaid = moments(rng, day, WAKING)
    breaks = rng.random(len(instalments.count)) < customs.default
    if breaks.any():
        last_paid = rng.random(len(instalments.count)) * instalments.count
        number = np.arange(count) - instalments.first[instalments.listing]
        instalments.repaid[breaks[instalments.listing] & (number >= last_paid[instalments.listing].astype(np.int64))] = NEVER


def paid_out_after(house: House, repaid: Ints) -> Ints:
    """Return when clients have their money: a few hours after the borrower paid, or the next morning."""
    wait = house.rng.integers(600, 3 * HOUR, len(repaid))
    early = repaid % DAY < 17 * HOUR
    next_morning = (repaid // DAY + 1) * DAY + _MORNING
    return np.where(repaid >= NEVER, NEVER, np.where(early, repaid, next_morning) + wait)


def share_out(instalments: Instalments, positions: Positions, listings: Listings, paid: Flags, straight: Flags) -> Payouts:
    """Split the instalments that are ``paid`` among the clients of their listings, exactly to the fen."""
    rows = np.flatnonzero(paid)
    listing = instalments.listing[rows]
    times = listings.clients[listing]
    row = np.repeat(rows, times)
    within = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    position = positions.first[np.repeat(listing, times)] + within
    principal, interest = _shares(instalments, positions, listings, row, position)
    return Payouts(
        instalment=row,
        position=position,
        client=positions.client[position],
        at=instalments.paid_out[row] + within // 8,
        principal=principal,
        interest=interest,
        product=positions.listing[position],
        straight=straight[position],
    )


def _shares(instalments: Instalments, positions: Positions, listings: Listings, row: Ints, position: Ints) -> tuple[Ints, Ints]:
    low, whole = positions.below[position], listings.principal[positions.listing[position]]
    high = low + positions.amount[position]
    interest = instalments.interest[row]
    shared_interest = interest * high // whole - interest * low // whole
    single = (listings.method[positions.listing[position]] != EQUAL_INSTALMENTS) & (instalments.after[row] > instalments.before[row])
    principal = np.where(single, positions.amount[position], 0)
    level = np.flatnonzero(listings.method[positions.listing[position]] == EQUAL_INSTALMENTS)
    if len(level):
        low, high, whole = low[level], high[level], whole[level]
        after, before = instalments.after[row[level]], instalments.before[row[level]]
        principal[level] = (after * high // whole - after * low // whole) - (before * high // whole - before * low // whole)
    return principal, shared_interest
