"""What comes first within one instant: on each account credits before debits, then the transfer's id (methods §1)."""

from __future__ import annotations

import numpy as np
from numba import njit

from lookthrough.flows.boundary import is_books


@njit(cache=True, nogil=True)
def order_instants(institution, moment, from_account, to_account, role, account_institution):  # type: ignore[no-untyped-def]
    """Return the order in which an institution's transfers take effect.

    The arrays are sorted by instant and id. Within an instant money that enters the books comes first; moves inside them, and what leaves
    them, follow each other account by account down the stream, those of one account by id.
    """
    n = len(moment)
    order = np.arange(n)
    start = 0
    while start < n:
        end = start + 1
        while end < n and moment[end] == moment[start]:
            end += 1
        if end - start > 1:
            _order_one(institution, start, end, from_account, to_account, role, account_institution, order)
        start = end
    return order


@njit(cache=True, nogil=True)
def _order_one(institution, start, end, from_account, to_account, role, account_institution, order):  # type: ignore[no-untyped-def]
    place, inside = start, [np.int64(0) for _ in range(0)]
    for enters in (True, False):
        for k in range(start, end):
            if enters != is_books(role[from_account[k]], account_institution[from_account[k]] == institution):
                order[place] = k
                place += 1
                if not enters and is_books(role[to_account[k]], account_institution[to_account[k]] == institution):
                    inside.append(np.int64(k))
        if enters:
            paid_out = place
    if len(inside) > 0 and place - paid_out > 1:
        _order_paid_out(np.array(inside), paid_out, end, from_account, to_account, order)


@njit(cache=True, nogil=True)
def _order_paid_out(inside, start, end, from_account, to_account, order):  # type: ignore[no-untyped-def]  # noqa: C901  one compiled loop
    """Sort what books pay so that an account is credited before it is debited wherever moves ``inside`` the books form no ring.

    An account's depth is the number of accounts upstream of it that are not also downstream; transfers go by the depth of the account
    they leave, those within a ring before those out of it, and by id within that.
    """
    accounts = np.unique(np.concatenate((from_account[inside], to_account[inside])))
    size = len(accounts)
    reach = np.zeros((size, size), np.bool_)
    for k in inside:
        reach[np.searchsorted(accounts, from_account[k]), np.searchsorted(accounts, to_account[k])] = True
    for through in range(size):
        for a in range(size):
            if reach[a, through]:
                reach[a] |= reach[through]
    depth = np.zeros(size, np.int64)
    for a in range(size):
        for b in range(size):
            if reach[b, a] and not reach[a, b]:
                depth[a] += 1
    paid = order[start:end].copy()
    rank = np.empty(len(paid), np.int64)
    for m in range(len(paid)):
        a, b = np.searchsorted(accounts, from_account[paid[m]]), np.searchsorted(accounts, to_account[paid[m]])
        stands = a < size and accounts[a] == from_account[paid[m]]
        in_a_ring = stands and b < size and accounts[b] == to_account[paid[m]] and reach[b, a]
        rank[m] = (depth[a] if stands else 0) * 2 + (0 if in_a_ring else 1)
    order[start:end] = paid[np.argsort(rank, kind="mergesort")]
