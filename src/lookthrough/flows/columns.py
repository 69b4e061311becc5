"""A ledger's transfers as columns of numbers: row for row as the files list them, in the order of time, institution by institution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numba import njit

from lookthrough.flows.coding import NONE, Codes, Numbers

_MANY = 100_000  # moments from which sorting by digits is quicker
_SECOND = 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns by name, where each file's rows begin in them, and each id's rank where rows do not stand in the order of ids."""

    of: dict[str, Numbers]
    starts: Numbers
    rank: Numbers | None
    unlisted: pa.Array  # ids of accounts that stand in no list

    def place(self, rows: Numbers) -> Numbers:
        """Return where rows stand in the ledger: file × 2⁴⁰ + row number from 1."""
        part = np.searchsorted(self.starts, rows, side="right") - 1
        found: Numbers = (part << 40) + rows - self.starts[part] + 1
        return found

    def by_time(self, rows: Numbers) -> Numbers:
        """Return rows, given as the files list them, in the order of time, those of one instant by their ids."""
        moment = self.of["moment"][rows]
        if self.rank is not None:
            return rows[np.lexsort((self.rank[rows], moment))]
        return rows if (moment[1:] >= moment[:-1]).all() else _taken(rows, _order(moment))


def _order(moment: Numbers) -> Numbers:
    """Return the order of moments, equal ones as they stand: many whole seconds digit by digit, as comparing them would take long."""
    if _MANY <= len(moment) < 1 << 32:
        seconds = _since_the_first(moment)
        if seconds is not None:
            found: Numbers = _by_digits(seconds)
            return found
    return np.argsort(moment, kind="stable")


@njit(cache=True, nogil=True)
def _taken(rows, order):  # type: ignore[no-untyped-def]
    """Return rows in an order; numpy would first widen the order's numbers."""
    found = np.empty(len(order), rows.dtype)
    for k in range(len(order)):
        found[k] = rows[order[k]]
    return found


@njit(cache=True, nogil=True)
def _since_the_first(moment):  # type: ignore[no-untyped-def]
    """Return the seconds since the earliest moment; nothing if some moment is no whole second, or they reach over a century."""
    least, most = moment.min(), moment.max()
    if least % _SECOND or most - least >= _SECOND << 32:
        return None
    seconds = np.empty(len(moment), np.uint32)
    for k in range(len(moment)):
        since = moment[k] - least
        if since % _SECOND:
            return None
        seconds[k] = since // _SECOND
    return seconds


@njit(cache=True, nogil=True)
def _by_digits(key):  # type: ignore[no-untyped-def]
    """Return the order of numbers by sorting them by eleven bits at a time, the lowest first."""
    order, key = np.arange(len(key), dtype=np.uint32), key.copy()  # half as wide, half as far to carry
    other_order, other_key = np.empty_like(order), np.empty_like(key)
    for shift in range(0, 33, 11):
        place = np.zeros((1 << 11) + 1, np.int64)
        for k in range(len(key)):
            place[((key[k] >> np.uint32(shift)) & np.uint32(2047)) + 1] += 1
        if place.max() == len(key):
            continue
        place = np.cumsum(place)
        for k in range(len(key)):
            digit = (key[k] >> np.uint32(shift)) & np.uint32(2047)
            other_order[place[digit]], other_key[place[digit]] = order[k], key[k]
            place[digit] += 1
        order, other_order, key, other_key = other_order, order, other_key, key
    return order


@dataclass(frozen=True, slots=True)
class ByInstitution:
    """The rows that touch each institution, in the order of the files, and where each institution's begin (one more than there are)."""

    rows: Numbers
    bounds: Numbers

    def of(self, institution: int) -> Numbers:
        """Return the rows of one institution, as numbers that index arrays as they are."""
        found: Numbers = self.rows[self.bounds[institution] : self.bounds[institution + 1]].astype(np.intp)
        return found


def rows_by_institution(columns: Columns, codes: Codes) -> ByInstitution:
    """List the rows of each institution.

    A transfer between two institutions stands with both. One between accounts outside stands with the institution whose listing it
    names, for it went past that institution's books; else with none.
    """
    ends = columns.of["from_account"], columns.of["to_account"], columns.of["product"]
    of = codes.account_institution, codes.product_institution
    bounds = np.zeros(len(codes.institution_ids) + 1, np.int64)
    _count(*ends, *of, bounds)
    bounds = np.cumsum(bounds)
    rows = np.empty(bounds[-1], np.int32 if len(ends[0]) < 1 << 31 else np.int64)
    _list(*ends, *of, bounds[:-1].copy(), rows)
    return ByInstitution(rows, bounds)


@njit(cache=True, nogil=True)
def _count(source, target, product, account_institution, product_institution, bounds):  # type: ignore[no-untyped-def]
    for k in range(len(source)):
        if source[k] >= 0:
            a, b = account_institution[source[k]], account_institution[target[k]]
            if a == NONE and b == NONE and product[k] != NONE:
                a = product_institution[product[k]]
            if a != NONE:
                bounds[a + 1] += 1
            if b != NONE and b != a:
                bounds[b + 1] += 1


@njit(cache=True, nogil=True)
def _list(source, target, product, account_institution, product_institution, following, rows):  # type: ignore[no-untyped-def]
    for k in range(len(source)):
        if source[k] >= 0:
            a, b = account_institution[source[k]], account_institution[target[k]]
            if a == NONE and b == NONE and product[k] != NONE:
                a = product_institution[product[k]]
            if a != NONE:
                rows[following[a]] = k
                following[a] += 1
            if b != NONE and b != a:
                rows[following[b]] = k
                following[b] += 1
