"""Amounts that go round: through other people's accounts back to where they started, every step truly later than the one before.

From each transfer the search goes onward along transfers of about the same amount within the window, and keeps for each account the
earliest arrival by each number of steps; so its cost is bounded by the transfers in the window, not by the number of ways. A transfer
belongs to one round at most, the earliest, so that money going round and round counts once a round and for its first start alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from lookthrough.flows.coding import Numbers


@dataclass(frozen=True, slots=True)
class Rounds:
    """Rounds in the order of their start; round k took the rows ``rows[bounds[k] : bounds[k + 1]]``, in order."""

    rows: Numbers
    bounds: Numbers

    def __len__(self) -> int:
        return len(self.bounds) - 1


def rounds(
    source: Numbers, target: Numbers, holder: Numbers, moment: Numbers, amount: Numbers, *, window: int, kept: float, fewest: int, most: int
) -> Rounds:
    """Return the rounds among transfers in the order of time.

    ``holder`` is indexed by account: a round has ``fewest`` holders at least. ``window`` is in the unit of ``moment``; every step
    carries at least the share ``kept`` of the first amount, and at most 1 ÷ ``kept`` of it. ``most``: steps.
    """
    accounts = len(holder)
    order, bounds = _by_account(source, accounts)
    rows, ends = _rounds(source, target, holder, moment, amount, order, bounds, *_by_account(target, accounts), window, kept, fewest, most)
    return Rounds(np.array(rows, np.int64), np.array([0, *ends], np.int64))


@njit(cache=True, nogil=True)
def _by_account(account, accounts):  # type: ignore[no-untyped-def]
    """Return rows account by account, in time, and where each account's begin."""
    bounds = np.zeros(accounts + 1, np.int64)
    for k in range(len(account)):
        bounds[account[k] + 1] += 1
    bounds = np.cumsum(bounds)
    following, order = bounds[:-1].copy(), np.empty(len(account), np.int64)
    for k in range(len(account)):
        order[following[account[k]]] = k
        following[account[k]] += 1
    return order, bounds


@njit(cache=True, nogil=True)
def _rounds(source, target, holder, moment, amount, out, out_bounds, into, into_bounds, window, kept, fewest, most):  # type: ignore[no-untyped-def]
    used = np.zeros(len(source), np.bool_)
    seen_at = np.full(len(holder), -1, np.int64)  # by which start an account was last reached
    earliest = np.zeros(len(holder), np.int64)  # and when
    found, ends = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    for start in range(len(source)):
        if not used[start] and _may_come_back(start, source, target, moment, amount, into, into_bounds, used, window, kept):
            path = _search(
                start, source, target, holder, moment, amount, out, out_bounds, used, seen_at, earliest, window, kept, fewest, most
            )
            if len(path):
                for row in path:
                    used[row] = True
                    found.append(row)
                ends.append(np.int64(len(found)))
    return found, ends


@njit(cache=True, nogil=True)
def _after(rows, begin, end, moment, at):  # type: ignore[no-untyped-def]
    """Return the first of an account's rows later than a moment."""
    while begin < end:
        middle = (begin + end) // 2
        if moment[rows[middle]] > at:
            end = middle
        else:
            begin = middle + 1
    return begin


@njit(cache=True, nogil=True)
def _alike(fen, first, kept):  # type: ignore[no-untyped-def]
    return kept * first <= fen <= first / kept


@njit(cache=True, nogil=True)
def _may_come_back(start, source, target, moment, amount, into, into_bounds, used, window, kept):  # type: ignore[no-untyped-def]
    """Tell whether anything like the amount reaches the start from a third account within the window: most starts end here."""
    home, until = source[start], moment[start] + window
    end = into_bounds[home + 1]
    for place in range(_after(into, into_bounds[home], end, moment, moment[start]), end):
        row = into[place]
        if moment[row] > until:
            return False
        if not used[row] and source[row] != target[start] and kept * amount[start] <= amount[row] <= amount[start]:
            return True
    return False


@njit(cache=True, nogil=True)
def _search(start, source, target, holder, moment, amount, out, out_bounds, used, seen_at, earliest, window, kept, fewest, most):  # type: ignore[no-untyped-def]  # noqa: C901
    """Return the rows of the shortest round that a transfer begins, none if there is none."""
    home, first, until = source[start], amount[start], moment[start] + window
    reached, before = [start], [np.int64(-1)]  # rows of the search, and which of them each came after
    seen_at[target[start]], earliest[target[start]] = start, moment[start]
    begin = 0
    for _ in range(most - 1):
        level = len(reached)
        for place in range(begin, level):
            row = reached[place]
            account = target[row]
            end = out_bounds[account + 1]
            for k in range(_after(out, out_bounds[account], end, moment, moment[row]), end):
                following = out[k]
                if moment[following] > until:
                    break
                if used[following] or not _alike(amount[following], first, kept):
                    continue
                there = target[following]
                if there == home:
                    if amount[following] >= kept * first and amount[following] <= first:
                        path = _path(reached, before, place, following)
                        if _holders(path, source, holder) >= fewest:
                            return path
                elif seen_at[there] != start or earliest[there] > moment[following]:
                    seen_at[there], earliest[there] = start, moment[following]
                    reached.append(following)
                    before.append(np.int64(place))
        begin = level
    return np.empty(0, np.int64)


@njit(cache=True, nogil=True)
def _path(reached, before, place, last):  # type: ignore[no-untyped-def]
    rows = [np.int64(last)]
    while place >= 0:
        rows.append(np.int64(reached[place]))
        place = before[place]
    return np.array(rows[::-1])


@njit(cache=True, nogil=True)
def _holders(path, source, holder):  # type: ignore[no-untyped-def]
    """Return how many holders a round has, each account without one counting; 0 if an account comes twice."""
    count = 0
    for k in range(len(path)):
        new = True
        for other in range(k):
            if source[path[other]] == source[path[k]]:
                return 0
            new = new and (holder[source[path[other]]] != holder[source[path[k]]] or holder[source[path[k]]] < 0)
        count += new
    return count
