"""What an institution lists: borrowers, amounts, terms and rates, spread over the days on which it is at work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookthrough.sample.book import NONE
from lookthrough.sample.days import DAY, OFFICE, Flags, Floats, Ints, moments
from lookthrough.sample.house import House
from lookthrough.sample.lending.customs import BULLET, DIVIDENDS, EQUAL_INSTALMENTS, Customs

_STEP = 100_000  # amounts are whole thousands of yuan
_MOST_CLIENTS = 400
_LONG, _DEARER = 720, 0.05
_WELL_AFTER = 60  # days after a loan is due, by when even the slow have repaid


@dataclass(slots=True)
class Listings:
    """Columns of equal length, in the order of ``listed`` (seconds). ``borrower`` counts within the institution."""

    listed: Ints
    principal: Ints
    term: Ints
    rate: Floats  # what the borrower pays
    promised: Floats  # what clients are told they will have; nothing for equity
    method: NDArray[np.int8]
    instalments: Ints
    fee_rate: Floats
    borrower: Ints
    by_person: Flags
    clients: Ints  # how many put money in
    failed: Flags
    group: Ints  # the first listing of those that a conduct holds together, NONE where none does

    def __len__(self) -> int:
        return len(self.listed)


def draw_listings(house: House, customs: Customs) -> Listings:
    """Draw as many listings as lead to about the planned number of transfers."""
    rng, days = house.rng, house.days
    first, last = house.begins, max(house.begins + 1, house.book.until // DAY)
    weights = days.appetite[first:last] * (1 + customs.growth * np.linspace(0, 1, last - first)) * (0.15 + 0.85 * days.working[first:last])
    weights = _with_quiet_month(house, weights)
    listings = _draw(rng, customs, _guess(house, customs), first, weights)
    wanted = house.planned.transfers
    while (rows := _expected_rows(listings, house.book.until).sum()) < wanted and len(listings) < wanted:
        listings = _draw(rng, customs, int(len(listings) * min(4.0, 1.15 * wanted / max(rows, 1))) + 2, first, weights)
    keep = np.cumsum(_expected_rows(listings, house.book.until)) <= max(wanted, 1)
    keep[:3] = True
    listings = _in_order(_some(listings, np.flatnonzero(keep)), customs, rng)
    if house.planned.conduct is None and house.planned.business == "p2p" and rng.random() < 0.25:
        _lend_long_and_unsecured(house, listings)
    if house.planned.conduct is None and house.planned.business == "p2p" and rng.random() < 0.4:
        _lend_again(house, listings, customs)
    return listings


def _guess(house: House, customs: Customs) -> int:
    clients = max(
        2.0,
        customs.person_median * customs.person_share / customs.ticket + customs.firm_median * (1 - customs.person_share) / customs.ticket,
    )
    return max(6, int(house.planned.transfers / (7 + 7 * clients)))


def _with_quiet_month(house: House, weights: Floats) -> Floats:
    """Now and then a sound institution has a month in which little happens."""
    if house.planned.conduct is None and len(weights) > 120 and house.rng.random() < 0.2:
        begin = int(house.rng.integers(60, len(weights) - 40))
        weights[begin : begin + 30] *= 0.3
        house.irregular.append("quiet_month")
    return weights


def _draw(rng: np.random.Generator, customs: Customs, count: int, first: int, weights: Floats) -> Listings:
    by_person = rng.random(count) < customs.person_share
    median = np.where(by_person, customs.person_median, customs.firm_median)
    limit = np.where(by_person, customs.person_limit, customs.firm_limit)
    principal = np.clip(median * rng.lognormal(0, 0.75, count), _STEP * 3, limit).astype(np.int64) // _STEP * _STEP
    term = rng.choice(customs.terms, count, p=np.array(customs.term_weights) / sum(customs.term_weights)).astype(np.int64)
    method = rng.choice(4, count, p=np.array(customs.methods) / sum(customs.methods)).astype(np.int8)
    method[(term <= 30) & (method != DIVIDENDS)] = BULLET
    days = first + np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(count))
    few = 1 + rng.poisson(np.minimum(principal / customs.ticket * rng.lognormal(0, 0.35, count), _MOST_CLIENTS))
    rate = customs.rate + 0.012 * np.log2(term / 30) / 4 + rng.normal(0, customs.rate_spread, count)
    rate = np.maximum(np.round(rate / 0.0025) * 0.0025, 0.01)
    return Listings(
        listed=moments(rng, days.astype(np.int64), OFFICE),
        principal=principal,
        term=term,
        rate=rate,
        promised=np.where(method == DIVIDENDS, 0.0, rate),
        method=method,
        instalments=np.where(method == BULLET, 1, np.maximum(1, term // np.where(method == DIVIDENDS, 90, 30))),
        fee_rate=rng.choice(customs.fee_rates, count),
        borrower=np.zeros(count, dtype=np.int64),
        by_person=by_person,
        clients=np.clip(few, 1, np.maximum(1, principal // customs.fewest_in)),
        failed=rng.random(count) < customs.failed,
        group=np.full(count, NONE, dtype=np.int64),
    )


def _lend_again(house: House, listings: Listings, customs: Customs) -> None:
    """A borrower who owes nearly what is allowed repays, and borrows as much again: together it would be too much."""
    _, back, count = np.unique(listings.borrower, return_inverse=True, return_counts=True)
    twice = np.flatnonzero(count[back] == 2)
    for first in twice.tolist():
        second = int(np.flatnonzero(listings.borrower == listings.borrower[first])[-1])
        if listings.listed[second] > listings.listed[first] + (listings.term[first] + _WELL_AFTER) * DAY:
            both = np.array([first, second])
            limit = customs.person_limit if listings.by_person[first] else customs.firm_limit
            listings.principal[both], listings.group[both] = int(limit * 0.95) // _STEP * _STEP, first
            house.irregular.append("borrows_again")
            return


def _lend_long_and_unsecured(house: House, listings: Listings) -> None:
    """A few sound platforms also lend for two years without security, which is dearer everywhere."""
    rows = np.flatnonzero(house.rng.random(len(listings)) < 0.15)
    listings.term[rows], listings.method[rows], listings.instalments[rows] = _LONG, EQUAL_INSTALMENTS, _LONG // 30
    listings.rate[rows] += _DEARER
    listings.promised[rows] = listings.rate[rows]
    house.irregular.append("long_unsecured")


def _expected_rows(listings: Listings, until: int) -> Floats:
    """Return about how many transfers each listing leads to within the period."""
    k, m = listings.clients, listings.instalments
    within = np.clip((until - listings.listed) / DAY - 3, 0, None) / listings.term
    done = np.minimum(np.floor(within * m), m)
    principal_payments = np.where(listings.method == EQUAL_INSTALMENTS, done, (done >= m) & (listings.method != DIVIDENDS))
    repaid = done * 2 + principal_payments + k * (done + principal_payments * 1.42)  # with what clients then take out
    rows: Floats = 3 + k * 1.62 + repaid
    return rows


def _some(listings: Listings, rows: Ints) -> Listings:
    return Listings(**{name: getattr(listings, name)[rows] for name in Listings.__slots__})


def _in_order(listings: Listings, customs: Customs, rng: np.random.Generator) -> Listings:
    """Sort by time and give out borrowers, who often come back, so that nobody ever owes more than the limit."""
    listings = _some(listings, np.argsort(listings.listed, kind="stable"))
    for of_kind, limit in ((listings.by_person, customs.person_limit), (~listings.by_person, customs.firm_limit)):
        rows = np.flatnonzero(of_kind)
        own = rng.integers(0, max(1, int(len(rows) * 0.75)), len(rows))
        _, own = np.unique(own, return_inverse=True)
        times = np.bincount(own, minlength=1)[own] if len(rows) else own
        listings.principal[rows] = np.maximum(np.minimum(listings.principal[rows], limit // np.maximum(times, 1)) // _STEP, 1) * _STEP
        listings.borrower[rows] = own
    listings.borrower[~listings.by_person] += listings.borrower[listings.by_person].max(initial=-1) + 1
    listings.clients = np.minimum(listings.clients, np.maximum(1, listings.principal // customs.fewest_in))
    return listings
