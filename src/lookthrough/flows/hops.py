"""Money followed hop by hop through anybody's accounts, onward or back, each transfer carrying its share of what lay on the account.

Every account's balance is reckoned from the ledger (what lacks is filled, as in the look-through). A transfer out carries traced money
in proportion to the balance before it; going back, a transfer in accounts for its share of the balance after it. So what reaches X
from T going onward is what came to X from T going back, but for fen lost in rounding.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from lookthrough.flows.draws import share_of

_FEW = 64  # rows of one instant that are compared pair by pair


@njit(cache=True, nogil=True)
def in_time(moment, from_account, to_account, order):  # type: ignore[no-untyped-def]
    """Put rows of one instant so that an account is credited before it is debited; ``order`` is by instant and id, changed in place.

    Rows of a ring, which no order can satisfy, keep the order of their ids.
    """
    start, n = 0, len(order)
    while start < n:
        end = start + 1
        while end < n and moment[order[end]] == moment[order[start]]:
            end += 1
        if end - start > 1 and _meet(order, start, end, from_account, to_account):
            order[start:end] = _credits_first(order[start:end].copy(), from_account, to_account)
        start = end


@njit(cache=True, nogil=True)
def _meet(order, start, end, from_account, to_account):  # type: ignore[no-untyped-def]
    """Tell whether an account is credited and debited by rows of one instant; else they stay as they are. Many rows are not compared."""
    if end - start > _FEW:
        return True
    for one in range(start, end):
        for other in range(start, end):
            if from_account[order[one]] == to_account[order[other]]:
                return True
    return False


@njit(cache=True, nogil=True)
def _credits_first(rows, from_account, to_account):  # type: ignore[no-untyped-def]
    accounts = np.unique(np.concatenate((from_account[rows], to_account[rows])))
    waiting = np.zeros(len(accounts), np.int64)  # credits of this instant that an account has not had yet
    source, target = np.searchsorted(accounts, from_account[rows]), np.searchsorted(accounts, to_account[rows])
    for k in range(len(rows)):
        waiting[target[k]] += 1
    done, placed, out = np.zeros(len(rows), np.bool_), 0, np.empty_like(rows)
    while placed < len(rows):
        moved = False
        for k in range(len(rows)):
            if not done[k] and waiting[source[k]] == 0:
                done[k], moved = True, True
                waiting[target[k]] -= 1
                out[placed] = rows[k]
                placed += 1
        if not moved:  # a ring: its first row goes first
            for k in range(len(rows)):
                if not done[k]:
                    done[k] = True
                    waiting[target[k]] -= 1
                    out[placed] = rows[k]
                    placed += 1
                    break
    return out


@njit(cache=True, nogil=True)
def balances(order, from_account, to_account, amount, accounts):  # type: ignore[no-untyped-def]
    """Return, along ``order``, the payer's balance before a row, what of that had to be filled, and the payee's balance after it (fen)."""
    balance = np.zeros(accounts, np.int64)
    before, filled, after = np.empty(len(order), np.int64), np.empty(len(order), np.int64), np.empty(len(order), np.int64)
    for place in range(len(order)):
        k = order[place]
        held = max(balance[from_account[k]], amount[k])
        before[place], filled[place] = held, held - balance[from_account[k]]
        balance[from_account[k]] = held - amount[k]
        balance[to_account[k]] += amount[k]
        after[place] = balance[to_account[k]]
    return before, filled, after


@njit(cache=True, nogil=True)
def go_onward(order, begin, end, starts, from_account, to_account, amount, product, before, listing, tags):  # type: ignore[no-untyped-def]
    """Follow money from the marked places onward through ``order[begin:end]``; return (place, hop, fen) of what each row carried.

    Rows of ``listing`` (−1: none) carry its money first. ``tags[account, hop]`` must be zero and holds at the end what rests where;
    money at the last hop rests.
    """
    moved = [(0, 0, np.int64(0)) for _ in range(0)]
    for place in range(begin, end):
        k = order[place]
        a, b = from_account[k], to_account[k]
        if starts[place]:
            tags[b, 0] += amount[k]
            moved.append((place, 0, amount[k]))
        elif listing != -1 and product[k] == listing:
            _move_first(place, a, b, amount[k], tags, moved)
        else:
            _move_share(place, a, b, amount[k], before[place], tags, moved)
    return moved


@njit(cache=True, nogil=True)
def go_back(order, begin, end, starts, from_account, to_account, amount, product, before, filled, after, listing, tags, lacking):  # type: ignore[no-untyped-def]
    """Follow money from the marked places back to where it came from; ``lacking[account, hop]`` gets what no transfer brought."""
    moved = [(0, 0, np.int64(0)) for _ in range(0)]
    for place in range(end - 1, begin - 1, -1):
        k = order[place]
        a, b = to_account[k], from_account[k]
        if starts[place]:
            tags[b, 0] += amount[k]
            moved.append((place, 0, amount[k]))
        elif listing != -1 and product[k] == listing:
            _move_first(place, a, b, amount[k], tags, moved)
        else:
            _move_share(place, a, b, amount[k], after[place], tags, moved)
        if filled[place] > 0:
            _set_aside(b, filled[place], before[place], tags, lacking)
    return moved


@njit(cache=True, nogil=True)
def _move_first(place, a, b, amount, tags, moved):  # type: ignore[no-untyped-def]
    for hop in range(tags.shape[1] - 2, -1, -1):
        fen = min(tags[a, hop], amount)
        if fen > 0:
            amount -= fen
            tags[a, hop] -= fen
            tags[b, hop + 1] += fen
            moved.append((place, hop + 1, fen))


@njit(cache=True, nogil=True)
def _move_share(place, a, b, amount, whole, tags, moved):  # type: ignore[no-untyped-def]
    for hop in range(tags.shape[1] - 2, -1, -1):
        if tags[a, hop] > 0:
            fen = min(tags[a, hop], share_of(amount, tags[a, hop], max(whole, tags[a, hop]))[0])
            if fen > 0:
                tags[a, hop] -= fen
                tags[b, hop + 1] += fen
                moved.append((place, hop + 1, fen))


@njit(cache=True, nogil=True)
def _set_aside(account, filled, whole, tags, lacking):  # type: ignore[no-untyped-def]
    for hop in range(tags.shape[1]):
        if tags[account, hop] > 0:
            fen = min(tags[account, hop], share_of(filled, tags[account, hop], max(whole, tags[account, hop]))[0])
            tags[account, hop] -= fen
            lacking[account, hop] += fen
