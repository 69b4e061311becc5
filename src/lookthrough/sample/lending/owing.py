"""What borrowers truly owe a platform, day by day: who passes the balance limit, and whose one debt stands in many listings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.sample.book import NONE
from lookthrough.sample.days import DAY, NEVER, Ints
from lookthrough.sample.house import Judgement

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

PERSON, FIRM = 20_000_000, 100_000_000  # what a borrower may owe one platform
_SPLIT_FROM = 4  # open listings on one debt


def judge_balances(lending: Lending) -> None:
    """Write from which day on a platform is guilty of balances above the limit, and of splitting a debt, if it ever is."""
    listings, products = lending.listings, lending.house.products[0]
    allowed = np.where(listings.by_person, PERSON, FIRM)
    debt = np.where(lending.underlying == NONE, np.arange(len(listings)), lending.underlying)
    of_purpose = listings.borrower * 1_000 + products.purpose
    changes = _changes(lending)
    _judge(lending, "balance_limit", [_first_day(changes, listings.borrower, allowed, 1)])
    _judge(lending, "split_listing", [_first_day(changes, key, allowed, _SPLIT_FROM) for key in (debt, of_purpose)])


def _judge(lending: Lending, rule: str, days: list[int]) -> None:
    house = lending.house
    if min(days) < house.days.count:
        house.truth.append(Judgement(rule, min(days), house.closed_day, "guilty", house.planned.variant or ""))


def _changes(lending: Lending) -> tuple[Ints, Ints, Ints]:
    """Return listing, day and fen by which what is owed changes: what the borrower was paid, less principal repaid, never below zero."""
    listings, instalments, until = lending.listings, lending.instalments, lending.house.book.until
    fee = (listings.principal * listings.fee_rate).astype(np.int64) + lending.skimmed if lending.holds_back else 0
    lent, repaid = np.flatnonzero(lending.paid_to_borrower < until), np.flatnonzero(instalments.repaid < min(until, NEVER))
    listing = np.concatenate([lent, instalments.listing[repaid]])
    at = np.concatenate([lending.paid_to_borrower[lent], instalments.repaid[repaid]])
    change = np.concatenate([(listings.principal - fee)[lent], -instalments.principal[repaid]])
    order = np.lexsort((at, listing))
    listing, at, change = listing[order], at[order], change[order]
    first = np.flatnonzero(np.append(True, np.diff(listing) != 0)) if len(listing) else listing
    total = np.cumsum(change)
    owed = np.maximum(total - np.repeat((total - change)[first], np.diff(np.append(first, len(total)))), 0)
    before = np.append(0, owed[:-1]) if len(owed) else owed
    before[first] = 0
    return listing, at // DAY, owed - before


def _first_day(changes: tuple[Ints, Ints, Ints], key: Ints, allowed: Ints, open_from: int) -> int:
    """Return the first day at whose end the open listings of some key, ``open_from`` of them or more, pass what is allowed."""
    listing, day, change = changes
    order = np.lexsort((day, key[listing]))
    of, day, change, limit = key[listing][order], day[order], change[order], allowed[listing][order]
    opened = _opened(listing, changes[2])[order]
    if not len(of):
        return NEVER
    first = np.flatnonzero(np.append(True, np.diff(of) != 0))
    spans = np.diff(np.append(first, len(of)))
    owed, count = (np.cumsum(some) - np.repeat((np.cumsum(some) - some)[first], spans) for some in (change, opened))
    at_end = np.append((np.diff(of) != 0) | (np.diff(day) != 0), True)
    beyond = day[at_end & (owed > limit) & (count >= open_from)]
    return int(beyond.min()) if len(beyond) else NEVER


def _opened(listing: Ints, change: Ints) -> Ints:
    """Return +1 where a listing begins to be owed and −1 where nothing is left of it; changes stand by listing, in time."""
    first = np.flatnonzero(np.append(True, np.diff(listing) != 0)) if len(listing) else listing
    total = np.cumsum(change)
    owed = total - np.repeat((total - change)[first], np.diff(np.append(first, len(total))))
    return (owed > 0).astype(np.int64) - (owed - change > 0)
