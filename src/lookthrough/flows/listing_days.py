"""What a listing's transfers came to on a day: paid in, lent, repaid, paid to clients, given back (``the_listing_days``)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numba import njit

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import Purpose
from lookthrough.flows.coding import NONE
from lookthrough.flows.partitions import Partition

_SUMS = {
    "invested_fen": Purpose.INVEST,
    "disbursed_fen": Purpose.DISBURSE,
    "repaid_principal_fen": Purpose.REPAY_PRINCIPAL,
    "repaid_interest_fen": Purpose.REPAY_INTEREST,
    "paid_principal_fen": Purpose.PAYOUT_PRINCIPAL,
    "paid_interest_fen": Purpose.PAYOUT_INTEREST,
    "refunded_fen": Purpose.REFUND,
}
_SUM_OF = np.full(len(Purpose), NONE, np.int8)
_SUM_OF[[int(purpose) for purpose in _SUMS.values()]] = np.arange(len(_SUMS))


def listing_days(partition: Partition, products: int, *, until: int | None = None, before: pa.Table | None = None) -> pa.Table:
    """Return ``the_listing_days`` of a partition (columns as in ``flows.ledger_tables``), fen a listing, institution and day.

    ``products``: how many listings the ledger has. ``until``: the instant (microseconds) from which transfers are left out. ``before``:
    a table of the same kind, of earlier days; what is of the partition's institutions is put first.
    """
    of, institution = partition.columns, np.repeat(partition.institutions, np.diff(partition.bounds)).astype(np.int32)
    day = (of["moment"] // MICROSECONDS_A_DAY).astype(np.int32)
    counts = of["moment"] < until if until is not None else np.ones(len(partition), np.bool_)
    line, first = _lines(institution, day, of["product"], of["purpose"], counts, _SUM_OF, np.full(max(1, products), NONE, np.int32))
    sums = np.zeros((len(_SUMS), len(first)), np.int64)
    _add(line, of["purpose"], of["amount_fen"], _SUM_OF, sums)
    names = {"institution": institution[first], "product": of["product"][first], "day": day[first]}
    found = pa.table(names | dict(zip(_SUMS, sums, strict=True)))
    if before is None:
        return found
    theirs = np.isin(np.asarray(before["institution"]), partition.institutions)
    return pa.concat_tables([before.filter(pa.array(theirs)).select(found.column_names).cast(found.schema), found])


@njit(cache=True, nogil=True)
def _lines(institution, day, product, purpose, counts, sum_of, line_of):  # type: ignore[no-untyped-def]
    """Return each row's line in the table, and the first row of each line; rows stand by institution and time."""
    line, first, found = np.full(len(day), NONE, np.int32), np.empty(len(day), np.int64), 0
    for k in range(len(day)):
        p = product[k]
        if counts[k] and p != NONE and sum_of[purpose[k]] != NONE:
            last = line_of[p]
            if last == NONE or day[first[last]] != day[k] or institution[first[last]] != institution[k]:
                last = line_of[p] = found
                first[found] = k
                found += 1
            line[k] = last
    return line, first[:found].copy()


@njit(cache=True, nogil=True)
def _add(line, purpose, amount, sum_of, sums):  # type: ignore[no-untyped-def]
    for k in range(len(line)):
        if line[k] != NONE:
            sums[sum_of[purpose[k]], line[k]] += amount[k]
