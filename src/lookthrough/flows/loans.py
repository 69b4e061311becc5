"""Who owes how much on which day: what is outstanding of every listing, summed by borrower, debt, group or whatever a limit is about.

Outstanding is what the borrower was paid less the principal he repaid, never below zero. A listing that was lent before the ledger
begins is not counted: what is left of it is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import Purpose
from lookthrough.flows.coding import NONE, Numbers

UNKNOWN = -(2**62)  # net assets that the ledger does not state
NO_HARM = {"harm_fen": 0}  # a limit passed is money at risk, none that went astray

if TYPE_CHECKING:
    from lookthrough.flows.whole import Whole
    from lookthrough.kernel.limits import Limits


@dataclass(frozen=True)
class Loans:
    """Changes of what is outstanding, by listing and in each listing by time. ``opened``: +1 where it begins to be owed, −1 at its end."""

    row: Numbers  # of the transfer, as of ``Whole.of``; NONE for what happened before the run
    moment: Numbers
    product: Numbers
    change: Numbers
    opened: Numbers
    borrower: Numbers  # party code
    institution: Numbers

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def day(self) -> Numbers:
        """Return the day of each change, as days since 1970-01-01."""
        days: Numbers = (self.moment // MICROSECONDS_A_DAY).astype(np.int64)
        return days

    def of(self, rows: Numbers) -> Loans:
        """Return some of the changes."""
        names = ("row", "moment", "product", "change", "opened", "borrower", "institution")
        return Loans(*(getattr(self, name)[rows] for name in names))


def lent_and_repaid(whole: Whole) -> Loans:
    """Return how every listing is lent and repaid in the ledger."""
    purpose = whole.of("purpose")
    rows = np.flatnonzero((purpose == int(Purpose.DISBURSE)) | (purpose == int(Purpose.REPAY_PRINCIPAL)))
    rows = rows[(whole.of("product")[rows] != NONE) & (whole.of("from_account")[rows] != NONE)]
    amount = whole.of("amount_fen")[rows]
    return loans_of(whole, rows, np.where(purpose[rows] == int(Purpose.DISBURSE), amount, -amount))


def loans_of(whole: Whole, rows: Numbers, signed: Numbers, products: Numbers | None = None) -> Loans:
    """Return the loans that these transfers make up; ``signed``: fen by which each raises (or, negative, lowers) what is owed.

    What was lent before the run is added, of some ``products`` (true by code) or of all.
    """
    product, moment, earlier = _before(whole)
    wanted = np.flatnonzero(np.ones(len(product), np.bool_) if products is None else products[product])
    product = np.concatenate([product[wanted], whole.of("product")[rows]])
    moment = np.concatenate([moment[wanted], whole.of("moment")[rows]])
    rows, signed = np.append(np.full(len(wanted), NONE), rows), np.append(earlier[wanted], signed)
    order = np.lexsort((moment, product))
    rows, product, moment = rows[order], product[order], moment[order]
    first = _first_of_each(product)
    owed = np.maximum(_running(signed[order], first), 0)
    before = np.append(0, owed[:-1])
    before[first] = 0
    opened = (owed > 0).astype(np.int64) - (before > 0)
    codes = whole.codes
    return Loans(rows, moment, product, owed - before, opened, codes.borrower[product], codes.product_institution[product])


def _before(whole: Whole) -> tuple[Numbers, Numbers, Numbers]:
    """Return listing, moment and change of what was lent and repaid before the run, where it continues another."""
    if whole.listing_days_before is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    days = whole.listing_days_before
    product, begin = column(days, "product"), column(days, "day").astype(np.int64) * MICROSECONDS_A_DAY
    lent, repaid = column(days, "disbursed_fen", 0), column(days, "repaid_principal_fen", 0)
    return np.append(product, product), np.append(begin, begin + 1), np.append(lent, -repaid)


class Balances:
    """What is outstanding by some key: one entry for each key and each day on which it changed, as it stood at the end of that day."""

    def __init__(self, loans: Loans, key: Numbers) -> None:
        order = np.lexsort((loans.moment, key))
        self.loans, by_row = loans.of(order), key[order]
        first = _first_of_each(by_row)
        last = np.flatnonzero(np.append((np.diff(by_row) != 0) | (np.diff(self.loans.day) != 0), True)) if len(by_row) else first
        self.key, self.day = by_row[last], self.loans.day[last]
        self.at_once = _running(self.loans.change, first)  # after each change
        self.fen = self.at_once[last]
        self.listings = _running(self.loans.opened, first)[last]
        self.entry = np.searchsorted(last, np.arange(len(by_row)))  # of each change: the entry that it leads to
        self._end = last + 1
        self._begin = first[np.searchsorted(first, last, side="right") - 1]

    def __len__(self) -> int:
        return len(self.key)

    def first(self, name: str) -> Numbers:
        """Return a column of ``Loans`` of each entry's first change: what is the same for all that share the key."""
        column: Numbers = getattr(self.loans, name)[self._begin]
        return column

    def shown_by(self, entry: int) -> Numbers:
        """Return the rows of the transfers by which the listings still open at an entry were lent, largest first."""
        some = slice(int(self._begin[entry]), int(self._end[entry]))
        product, change = self.loans.product[some], self.loans.change[some]
        _, place = np.unique(product, return_inverse=True)
        still_open = np.bincount(place, change.astype(np.float64))[place] > 0
        lent = np.flatnonzero(still_open & (change > 0) & (self.loans.row[some] != NONE))
        rows: Numbers = self.loans.row[some][lent[np.argsort(-change[lent], kind="stable")]]
        return rows


def paired(first: Numbers, second: Numbers) -> Numbers:
    """Return one key for each pair of codes."""
    key: Numbers = (first.astype(np.int64) << 32) + second
    return key


def more_than(ratio: Numbers, limits: Limits, scale: str = "") -> Numbers:
    """Return ratios of which one that merely equals its limit stands a hair below it: such a limit may be reached and not passed."""
    for name in (f"{scale}medium_from", f"{scale}high_from"):
        if name in limits:
            ratio = np.where(ratio == limits.value(name), np.nextafter(ratio, 0), ratio)
    return ratio


def gravest(subject: Numbers, day: Numbers, value: Numbers, least: float) -> list[int]:
    """Return where each subject's largest value of a month stands, if it is at least ``least``; of equals the earliest."""
    reaches = np.flatnonzero(value >= least)
    month = day[reaches].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    order = np.lexsort((day[reaches], -value[reaches], month, subject[reaches]))
    of = np.stack([subject[reaches][order], month[order]])
    first = np.append(True, (of[:, 1:] != of[:, :-1]).any(axis=0)) if len(order) else np.zeros(0, np.bool_)
    found: list[int] = reaches[order[first]].tolist()
    return found


def column(table: pa.Table, name: str, missing: Any = NONE) -> Numbers:
    """Return a column of numbers as an array, with ``missing`` in the place of NULL."""
    import pyarrow.compute as pc

    numbers: Numbers = np.from_dlpack(pc.fill_null(table[name].combine_chunks(), missing))
    return numbers


def share_of(assets: Numbers, share: float) -> Numbers:
    """Return a share, or a multiple, of net assets in whole fen; −1 where those are unknown, nothing where there are none."""
    found: Numbers = np.where(assets == UNKNOWN, -1, np.floor(np.maximum(assets, 0) * share + 1e-6)).astype(np.int64)
    return found


def of_businesses(whole: Whole, businesses: Sequence[str]) -> Numbers:
    """Return which institutions are of one of these businesses."""
    return np.array([business in businesses for business in whole.codes.business], np.bool_)


def _first_of_each(key: Numbers) -> Numbers:
    return np.flatnonzero(np.append(True, np.diff(key) != 0)) if len(key) else np.zeros(0, np.int64)


def _running(numbers: Numbers, first: Numbers) -> Numbers:
    """Return running sums that begin anew at each of ``first``."""
    total = np.cumsum(numbers)
    if not len(total):
        return total
    before = (total - numbers)[first]
    running: Numbers = total - np.repeat(before, np.diff(np.append(first, len(total))))
    return running
