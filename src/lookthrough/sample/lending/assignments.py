"""Matched assignments: a client sells a claim to another at a fair price, and the claim changes hands with the money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import PRODUCT_KINDS, Purpose
from lookthrough.sample.book import NONE
from lookthrough.sample.days import DAY, NEVER, WAKING, Ints, moments
from lookthrough.sample.house import House, ProductBlock
from lookthrough.sample.lending.customs import BULLET, INTEREST_MONTHLY
from lookthrough.sample.wallets import Movements

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_CLAIM = PRODUCT_KINDS.index("claim_transfer")
_PURPOSE_CLAIM = 8
_LIVELY = 0.3  # of the positions that could be sold, where claims are traded a lot
_SHORTEST = 25  # days that a loan must still run for its claim to find a buyer


def assign_claims(lending: Lending) -> None:
    """Let a few clients sell a whole claim on a loan that is being repaid: what falls due later goes to the buyer."""
    positions, rng = lending.positions, lending.house.rng
    if lending.customs.assigned <= 0:
        return
    rows = _for_sale(lending)
    if not len(rows):
        return
    sold = _sale_time(lending, rows)
    buyer = (positions.client[rows] + rng.integers(1, len(lending.house.clients_inside), len(rows))) % len(lending.house.clients_inside)
    accrued = _accrued(lending, rows, sold)
    _hand_over(lending, rows, sold, buyer)
    _write(lending, rows, sold, buyer, accrued)
    lending.house.irregular.append("claim_assignment" if len(rows) < len(positions) // 12 else "many_claim_assignments")


def _for_sale(lending: Lending) -> Ints:
    """Choose positions whose principal comes back in one sum, well after they were put in, within the period and in full."""
    positions, listings, instalments = lending.positions, lending.listings, lending.instalments
    whole = np.isin(listings.method, (BULLET, INTEREST_MONTHLY)) & (listings.term >= 2 * _SHORTEST) & ~listings.failed
    troubled = np.zeros(len(listings), dtype=np.bool_)
    troubled[instalments.listing[instalments.repaid >= NEVER]] = True
    fits = whole & ~troubled & (lending.paid_to_borrower < lending.house.book.until - 2 * _SHORTEST * DAY)
    share = _LIVELY if lending.house.rng.random() < 0.2 else lending.customs.assigned * 4
    chosen = lending.house.rng.random(len(positions)) < share
    return np.flatnonzero(fits[positions.listing] & chosen)


def _sale_time(lending: Lending, rows: Ints) -> Ints:
    listing = lending.positions.listing[rows]
    begin = lending.paid_to_borrower[listing] // DAY + 5
    end = np.minimum(begin + lending.listings.term[listing] - _SHORTEST - 5, lending.house.days.count - 2)
    day = begin + ((end - begin) * lending.house.rng.random(len(rows))).astype(np.int64)
    return moments(lending.house.rng, np.maximum(day, begin), WAKING)


def _accrued(lending: Lending, rows: Ints, sold: Ints) -> Ints:
    """Return the interest since the loan began or was last due, a little less now and then."""
    positions, listings = lending.positions, lending.listings
    listing = positions.listing[rows]
    days = sold // DAY - lending.paid_to_borrower[listing] // DAY
    days = np.where(listings.method[listing] == INTEREST_MONTHLY, days % 30, days)
    share = np.where(lending.house.rng.random(len(rows)) < 0.3, 0.7, 1.0)
    return (positions.amount[rows] * listings.rate[listing] * days / 365 * share).astype(np.int64)


def _hand_over(lending: Lending, rows: Ints, sold: Ints, buyer: Ints) -> None:
    """Pay the buyer whatever is paid out after the sale."""
    positions, payouts = lending.positions, lending.payouts
    sold_at = np.full(len(positions), NEVER)
    sold_at[rows] = sold
    owner = positions.client.copy()
    owner[rows] = buyer
    later = payouts.at > sold_at[payouts.position]
    payouts.client = np.where(later, owner[payouts.position], payouts.client)


def _write(lending: Lending, rows: Ints, sold: Ints, buyer: Ints, accrued: Ints) -> None:
    house, positions = lending.house, lending.positions
    amount, seller = positions.amount[rows], positions.client[rows]
    first = house.add_products(_listed(lending, rows, sold))
    product = first + np.arange(len(rows))
    price, paid = amount + accrued, sold + 90
    house.book.add(at=sold, source=lending.inside + buyer, target=House.CUSTODY, amount=price, purpose=Purpose.INVEST, product=product)
    for part, purpose in ((amount, Purpose.PAYOUT_PRINCIPAL), (accrued, Purpose.PAYOUT_INTEREST)):
        house.book.add(at=paid, source=House.CUSTODY, target=lending.inside + seller, amount=part, purpose=purpose, product=product)
    known = sold < house.book.until
    lending.movements.append(Movements(buyer[known], sold[known], -price[known]))
    lending.movements.append(Movements(seller[known], paid[known], price[known]))


def _listed(lending: Lending, rows: Ints, sold: Ints) -> ProductBlock:
    """List each claim under the loan beneath it, for the time that loan still runs."""
    positions, listings = lending.positions, lending.listings
    listing, count = positions.listing[rows], len(rows)
    left = np.maximum(lending.paid_to_borrower[listing] // DAY + listings.term[listing] - sold // DAY, 1)
    return ProductBlock(
        kind=np.full(count, _CLAIM, dtype=np.int8),
        borrower=lending.house.products[0].borrower[listing],
        principal=positions.amount[rows],
        annual_rate=listings.rate[listing],
        fee_rate=np.zeros(count),
        listed=sold - lending.house.rng.integers(600, 30 * 3_600, count),
        funded=np.where(sold < lending.house.book.until, sold, NONE),
        term=left,
        underlying=listing.astype(np.int64),
        underlying_term=left,
        guarantor=np.full(count, NONE, dtype=np.int64),
        purpose=np.full(count, _PURPOSE_CLAIM, dtype=np.int8),
    )
