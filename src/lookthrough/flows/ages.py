"""How much money lay somewhere for too long: pools of clients' money aged first-in-first-out, day by day (methods §1, ages)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numba import njit

from lookthrough.flows.coding import Numbers
from lookthrough.flows.ledger_tables import numbered_days

HELD = 0  # the pool that is all clients' money in an institution's hands; pools where it should not lie are numbered from 1


def shares_too_old(flows: pa.Table, *, window_days: int, working_days: int, last_day: int) -> pa.Table:
    """Return, day by day, the share of the clients' money held in the window that lay in pools for more than ``working_days``.

    ``flows``: institution, pool, day, came, went (fen), one row a pool and day; pool ``HELD`` says what came to and left an institution's
    hands. A pool is looked at from its first day until half a window after its last, for money ages while nothing moves, and not past
    ``last_day``. Whole: what was held when the window began and what came in. Part: what of a pool was already too old then, and what
    became so since; what leaves a pool is its oldest. Returns institution, day, from_day, value, part_fen, whole_fen.
    """
    institution, pool, day, came, went = (_numbers(flows, name) for name in ("institution", "pool", "day", "came", "went"))
    order = np.lexsort((day, pool, institution))
    institution, pool, day, came, went = (column[order] for column in (institution, pool, day, came, went))
    days = numbered_days()
    first_known, working = _numbers(days, "day")[0], _numbers(days, "working_day")
    key = (institution << 3) + pool
    starts = np.flatnonzero(np.append(np.diff(key, prepend=-1) != 0, True)) if len(key) else np.zeros(1, np.int64)
    begin = np.maximum(day[starts[:-1]], first_known)
    end = np.minimum(np.minimum(day[starts[1:] - 1] + window_days // 2, last_day), first_known + len(working) - 1)
    rows = int(np.maximum(end - begin + 1, 0)[pool[starts[:-1]] == HELD].sum())
    found = np.empty((rows, 4), np.int64)
    longest = int(np.maximum(end - begin + 1, 0).max(initial=0))
    scratch = np.empty((6, longest), np.int64)
    count = _share(starts, institution, pool, day, came, went, begin, end, working, first_known, window_days, working_days, scratch, found)
    whose, on, part, whole = (np.ascontiguousarray(found[:count, k]) for k in range(4))
    part = np.minimum(part, whole)
    return pa.table(
        {"institution": whose, "day": on, "from_day": on - window_days + 1, "value": part / np.maximum(whole, 1), "part_fen": part,
         "whole_fen": whole}
    )  # fmt: skip


def _numbers(table: pa.Table, name: str) -> Numbers:
    return np.from_dlpack(table[name].combine_chunks().cast(pa.int64()))


@njit(cache=True, nogil=True)
def _share(  # type: ignore[no-untyped-def]  # noqa: C901  one compiled loop
    starts, institution, pool, day, came, went, begin, end, working, first_known, window, limit, scratch, found
):
    """Fill ``found`` with institution, day, part and whole where both are above nil; return how many rows."""
    whole, part, count, k = scratch[0], scratch[1], 0, 0
    while k < len(starts) - 1:
        one, n = institution[starts[k]], 0
        if pool[starts[k]] == HELD:
            n = max(end[k] - begin[k] + 1, 0)
            _held(day, came, went, starts[k], starts[k + 1], begin[k], n, window, scratch[2], whole)
            part[:n] = 0
        held, k = k, k + 1
        while k < len(starts) - 1 and institution[starts[k]] == one:
            if n > 0:
                m = max(end[k] - begin[k] + 1, 0)
                its = scratch[3:6]
                _too_old(day, came, went, starts[k], starts[k + 1], begin[k], m, working, first_known, window, limit, its)
                for t in range(m):
                    at = begin[k] + t - begin[held]
                    if 0 <= at < n:
                        part[at] += its[2, t]
            k += 1
        for t in range(n):
            if part[t] > 0 and whole[t] > 0:
                found[count, 0], found[count, 1], found[count, 2], found[count, 3] = one, begin[held] + t, part[t], whole[t]
                count += 1
    return count


@njit(cache=True, nogil=True)
def _held(day, came, went, row, stop, begin, n, window, stock, whole):  # type: ignore[no-untyped-def]
    """Fill ``whole`` with what was held at some time in the window that ends with each of ``n`` days."""
    while row < stop and day[row] < begin:
        row += 1
    balance, recent, tail = np.int64(0), np.int64(0), row
    for t in range(n):
        while row < stop and day[row] == begin + t:
            balance += came[row] - went[row]
            recent += came[row]
            row += 1
        while tail < row and day[tail] <= begin + t - window:
            recent -= came[tail]
            tail += 1
        stock[t] = max(balance, 0)
        whole[t] = recent + (stock[t - window] if t >= window else 0)


@njit(cache=True, nogil=True)
def _too_old(day, came, went, row, stop, begin, n, working, first_known, window, limit, scratch):  # type: ignore[no-untyped-def]
    """Fill ``scratch[2]`` with what was too old when the window that ends with each of ``n`` days began, or became so in it."""
    stands, grown, part = scratch[0], scratch[1], scratch[2]
    while row < stop and day[row] < begin:
        row += 1
    aged, in_all, out_all, old, before, recent = row, np.int64(0), np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    for t in range(n):
        while row < stop and day[row] == begin + t:
            in_all += came[row]
            out_all += went[row]
            row += 1
        until = working[begin + t - first_known] - limit - 1
        while aged < row and working[day[aged] - first_known] <= until:
            old += came[aged]
            aged += 1
        gone = min(in_all, out_all)
        stands[t] = max(old - gone, 0)
        grown[t] = max(old - max(before, gone), 0)
        before = old
        recent += grown[t] - (grown[t - window] if t >= window else 0)
        part[t] = recent + (stands[t - window] if t >= window else 0)
