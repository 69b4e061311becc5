"""What comes first within one instant: on each account credits before debits, then the transfer's id (methods §1)."""

from __future__ import annotations

import numpy as np
from numba import njit

from lookthrough.flows.boundary import is_books

_ENTERS, _INSIDE, _LEAVES = 0, 1, 2


@njit(cache=True, nogil=True)
def order_instants(institution, moment, from_account, to_account, role, account_institution):  # type: ignore[no-untyped-def]
    """Return the order in which an institution's transfers take effect.

    The arrays are sorted by instant and id. Within an instant money that enters the books comes first, then moves inside them, then
    what leaves; moves inside follow each other account by account down the stream.
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
    place, inside_from, inside_to = start, 0, 0
    for phase in range(3):
        if phase == _INSIDE:
            inside_from = place
        for k in range(start, end):
            from_books = is_books(role[from_account[k]], account_institution[from_account[k]] == institution)
            to_books = is_books(role[to_account[k]], account_institution[to_account[k]] == institution)
            its_phase = _ENTERS if not from_books else (_INSIDE if to_books else _LEAVES)
            if its_phase == phase:
                order[place] = k
                place += 1
        if phase == _INSIDE:
            inside_to = place
    if inside_to - inside_from > 1:
        _order_inside(inside_from, inside_to, from_account, to_account, order)


@njit(cache=True, nogil=True)
def _order_inside(start, end, from_account, to_account, order):  # type: ignore[no-untyped-def]  # noqa: C901  one compiled loop
    """Sort moves inside the books so that an account is credited before it is debited wherever the moves form no ring.

    An account's depth is the number of accounts upstream of it that are not also downstream; moves go by the depth of the account
    they leave, moves within a ring before those out of it, and by id within that.
    """
    moves = order[start:end].copy()
    accounts = np.unique(np.concatenate((from_account[moves], to_account[moves])))
    size = len(accounts)
    reach = np.zeros((size, size), np.bool_)
    for k in moves:
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
    rank = np.empty(len(moves), np.int64)
    for m in range(len(moves)):
        a, b = np.searchsorted(accounts, from_account[moves[m]]), np.searchsorted(accounts, to_account[moves[m]])
        rank[m] = depth[a] * 2 + (0 if reach[b, a] else 1)
    order[start:end] = moves[np.argsort(rank, kind="mergesort")]
