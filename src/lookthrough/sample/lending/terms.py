"""How much of clients' money truly stands in listings that are too short for the debt beneath, or that took over from earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.sample import truth
from lookthrough.sample.book import NONE
from lookthrough.sample.days import DAY, Flags, Floats, Ints
from lookthrough.sample.house import Judgement

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_MEDIUM, _TERM_SHARE = 0.05, 0.9


def judge_terms(lending: Lending) -> None:
    """Write from which day on too much does, if ever."""
    house, products = lending.house, lending.house.products[0]
    short = (products.underlying_term != NONE) & (lending.listings.term < _TERM_SHARE * products.underlying_term)
    tied = np.flatnonzero(products.underlying != NONE)
    if not short.any() and not len(tied):
        return
    positions, payouts = lending.positions, lending.payouts
    of_listing = payouts.product < len(lending.listings)
    put, paid = short[positions.listing], np.zeros(len(payouts.at), dtype=np.bool_)
    paid[of_listing] = short[payouts.product[of_listing]]
    whole = _standing(lending, np.ones(len(put), dtype=np.bool_), np.ones(len(paid), dtype=np.bool_))
    part = _standing(lending, put, paid) + _taken_over(lending, np.unique(np.concatenate([tied, products.underlying[tied]])), short)
    above = (part >= _MEDIUM * np.maximum(whole, 1)) & (whole > 0) & (part > 0)
    if above.any():
        house.truth.append(Judgement("term_mismatch", int(np.argmax(above)), house.closed_day, "guilty", house.planned.variant or ""))


def _standing(lending: Lending, put: Flags, paid: Flags) -> Floats:
    """Return by day what clients put in and were not paid back or refunded, of some positions and payouts."""
    house, positions, payouts = lending.house, lending.positions, lending.payouts
    failed = put & lending.listings.failed[positions.listing]
    refunded = lending.listings.listed[positions.listing[failed]] + 16 * DAY
    daily = truth.by_day(house, positions.at[put], positions.amount[put]) - truth.by_day(house, payouts.at[paid], payouts.principal[paid])
    return np.cumsum(daily - truth.by_day(house, refunded, positions.amount[failed]))


def _taken_over(lending: Lending, listings: Ints, short: Flags) -> Floats:
    """Return by day, over all debts with several listings, what later clients put in that paid earlier ones past the borrower."""
    house, products, count = lending.house, lending.house.products[0], lending.house.days.count
    listings = listings[listings < len(lending.listings)]
    listings = listings[~short[listings]]
    total = np.zeros(count)
    debt = np.where(products.underlying == NONE, np.arange(len(products.underlying)), products.underlying)[listings]
    for one in np.unique(debt).tolist():
        flows = [_flows(lending, listing) for listing in listings[debt == one].tolist()]
        source = sum((np.maximum(put - lent - paid, 0) for put, lent, _, paid in flows), np.zeros(count))
        lacking = sum((np.maximum(paid - back - np.maximum(put - lent, 0), 0) for put, lent, back, paid in flows), np.zeros(count))
        total += np.minimum(source, lacking)
    return total if len(listings) else np.zeros(house.days.count)


def _flows(lending: Lending, listing: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Return by day what was put into a listing so far, lent of it, repaid by the borrower and paid to clients."""
    house, positions, instalments, payouts = lending.house, lending.positions, lending.instalments, lending.payouts
    put = positions.listing == listing
    repaid = instalments.listing == listing
    paid = payouts.product == listing
    lent = lending.paid_to_borrower[[listing]], lending.listings.principal[[listing]]
    columns = (
        (positions.at[put], positions.amount[put]), lent, (instalments.repaid[repaid], instalments.principal[repaid]),
        (payouts.at[paid], payouts.principal[paid]),
    )  # fmt: skip
    put_in, lent_out, back, paid_out = (np.cumsum(truth.by_day(house, at, amount)) for at, amount in columns)
    return put_in, lent_out, back, paid_out
