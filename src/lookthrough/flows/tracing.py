"""The look-through kernel: one institution's transfers in time order, every fen followed from its origin to its use.

One compiled pass an institution. Money that enters the books gets its origin, money that leaves them its use, money that moves inside
keeps what it is; an agreed fee is a use and begins anew as the operator's own money. A balance that a transfer would take below zero is
filled from ``unknown`` first. So for each day and origin: opening + inflow = uses + closing, exactly.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from lookthrough.flows.boundary import MICROSECONDS_A_DAY, ORIGIN_FROM, USE_TO
from lookthrough.flows.classes import Method, Origin, Party, Use
from lookthrough.flows.coding import NONE
from lookthrough.flows.draws import ORIGINS
from lookthrough.flows.mixture import NO, put, put_lot, take, take_lots

USES = len(Use) - 1  # INSIDE is no use
_KINDS = np.arange(ORIGINS * len(Use) * 2)  # what a movement is, as one number
ORIGIN_OF, USE_OF = (_KINDS // 2 // len(Use)).astype(np.int8), (_KINDS // 2 % len(Use)).astype(np.int8)  # of each kind
MATCHED_OF = (_KINDS % 2).astype(np.bool_)

_CIRCLE_MONEY, _UNKNOWN_MONEY = int(Origin.CIRCLE_MONEY), int(Origin.UNKNOWN)
_INSIDE, _FEE_USE = int(Use.INSIDE), int(Use.FEE)
_FIRST_BOOKS, _AGREED_FEE = int(Party.CLIENT_BOOKS), int(Party.AGREED_FEE)
_FIFO, _USES_AND_INSIDE = int(Method.FIFO), len(Use)


@njit(cache=True, nogil=True)
def kind_of(origin, use, matched):  # type: ignore[no-untyped-def]
    """Return the number of a kind of movement; ``ORIGIN_OF``, ``USE_OF`` and ``MATCHED_OF`` say what it stands for."""
    return (origin * _USES_AND_INSIDE + use) * 2 + matched


@njit(cache=True, nogil=True)
def number_places(order, from_account, to_account, product, from_party, to_party, listed, opening, slot_of, local_of):  # type: ignore[no-untyped-def]
    """Number the institution's book accounts (slots) and listings (from 1) in the scratch arrays; return how many of each.

    What stood in the books before comes first: numbers settle ties, so they must not depend on where a run begins.
    """
    slots, listings = 0, 1
    for one in listed:
        local_of[one] = listings
        listings += 1
    for row in opening:
        if slot_of[row[0]] == NO:
            slot_of[row[0]] = slots
            slots += 1
    for k in order:
        if product[k] != NONE and local_of[product[k]] == NO:
            local_of[product[k]] = listings
            listings += 1
        if from_party[k] >= _FIRST_BOOKS and slot_of[from_account[k]] == NO:
            slot_of[from_account[k]] = slots
            slots += 1
        if to_party[k] >= _FIRST_BOOKS and slot_of[to_account[k]] == NO:
            slot_of[to_account[k]] = slots
            slots += 1
    return slots, listings


@njit(cache=True, nogil=True)
def forget_places(order, from_account, to_account, product, listed, opening, slot_of, local_of):  # type: ignore[no-untyped-def]
    """Clear what ``number_places`` wrote, so that the next institution finds the scratch arrays empty."""
    for one in listed:
        local_of[one] = NO
    for row in opening:
        slot_of[row[0]] = NO
    for k in order:
        if product[k] != NONE:
            local_of[product[k]] = NO
        slot_of[from_account[k]] = NO
        slot_of[to_account[k]] = NO


@njit(cache=True, nogil=True)
def trace(  # type: ignore[no-untyped-def]  # noqa: C901  one compiled loop: what enters, moves and leaves shares all its state
    method, order, first_day, days,
    moment, from_account, to_account, amounts, product,  # the institution's transfers, sorted
    from_party, to_party,
    listed, opening,  # what stood in the books before: listings (product codes) in their order, rows of account, product, origin, fen
    closes,  # whether what stands in the books at the end is asked for
    slot_of, local_of,  # scratch by account and product code: NO everywhere before and after
):  # fmt: skip
    """Follow one institution's money.

    Returns the movements' rows, kinds (``kind_of``) and amounts, inflow (days × 6), uses (days × 6 × 8), the fen that balances lacked,
    and, if ``closes``, the listings and rows of the books at the end, as the next run's ``listed`` and ``opening``. All amounts are fen.
    """
    n = len(moment)
    slots, listings = number_places(order, from_account, to_account, product, from_party, to_party, listed, opening, slot_of, local_of)
    width = listings * ORIGINS
    room = (2 * n + len(opening) if method == _FIFO else 0) + width + 16
    parts, work, taken = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    # one of the two kinds of mixture stays empty
    size = 0 if method == _FIFO else slots * width
    held, following, before = np.zeros(size, np.int64), np.full(size, NO, np.int64), np.full(size, NO, np.int64)
    first, balance = np.full(slots, NO, np.int64), np.zeros(slots, np.int64)
    pool = 3 * n + len(opening) + 16 if method == _FIFO else 0
    lot_part, lot_amount, lot_next = np.empty(pool, np.int64), np.empty(pool, np.int64), np.arange(1, pool + 1)
    heads, tails, free = np.full(slots, NO, np.int64), np.full(slots, NO, np.int64), np.zeros(1, np.int64)

    inflow, uses = np.zeros((days, ORIGINS), np.int64), np.zeros((days, ORIGINS, USES), np.int64)
    moved_row, moved_kind, moved_fen, written = np.empty(n + 16, np.int32), np.empty(n + 16, np.int8), np.empty(n + 16, np.int64), 0
    split, lacking = np.zeros((ORIGINS, 2), np.int64), np.int64(0)
    for row in opening:
        slot, part = slot_of[row[0]], (local_of[row[1]] if row[1] != NONE else 0) * ORIGINS + row[2]
        balance[slot] += row[3]
        if method == _FIFO:
            put_lot(slot, part, row[3], lot_part, lot_amount, lot_next, heads, tails, free)
        else:
            put(slot, part, row[3], width, held, following, before, first)

    for k in order:
        amount, day = amounts[k], moment[k] // MICROSECONDS_A_DAY - first_day
        listing = local_of[product[k]] if product[k] != NONE else 0
        from_books, to_books, agreed = from_party[k] >= _FIRST_BOOKS, to_party[k] >= _FIRST_BOOKS, to_party[k] == _AGREED_FEE
        count = 0
        if from_books:
            slot = slot_of[from_account[k]]
            short = max(0, amount - balance[slot])
            if short > 0:
                lacking += short
                inflow[day, _UNKNOWN_MONEY] += short
                balance[slot] += short
                if method == _FIFO:
                    put_lot(slot, _UNKNOWN_MONEY, short, lot_part, lot_amount, lot_next, heads, tails, free)
                else:
                    put(slot, _UNKNOWN_MONEY, short, width, held, following, before, first)
            if method == _FIFO:
                count = take_lots(slot, amount, lot_part, lot_amount, lot_next, heads, tails, free, parts, taken)
            else:
                count = take(method, slot, listing, amount, width, held, following, before, first, parts, work, taken)
            balance[slot] -= amount
            use = _FEE_USE if agreed else (_INSIDE if to_books else USE_TO[to_party[k]])
            split[:] = 0
            for p in range(count):
                split[parts[p] % ORIGINS, 1 if 0 < listing == parts[p] // ORIGINS else 0] += taken[p]
            if written + 2 * ORIGINS > len(moved_row):
                more = len(moved_row) + 2 * ORIGINS
                moved_row = np.concatenate((moved_row, np.empty(more, np.int32)))
                moved_kind = np.concatenate((moved_kind, np.empty(more, np.int8)))
                moved_fen = np.concatenate((moved_fen, np.empty(more, np.int64)))
            for origin in range(ORIGINS):
                for matched in range(2):
                    if split[origin, matched] > 0:
                        moved_row[written], moved_kind[written] = k, kind_of(origin, use, matched)
                        moved_fen[written] = split[origin, matched]
                        written += 1
                if use != _INSIDE:
                    uses[day, origin, use] += split[origin, 0] + split[origin, 1]
        if not to_books:
            continue
        slot = slot_of[to_account[k]]
        balance[slot] += amount
        if agreed or not from_books:
            # a new class: what came in from outside, or an agreed fee, which is the operator's own from here on
            origin = _CIRCLE_MONEY if agreed else ORIGIN_FROM[from_party[k]]
            inflow[day, origin] += amount
            parts[0], taken[0], count = (0 if agreed else listing * ORIGINS) + origin, amount, 1
        for p in range(count):
            if taken[p] == 0:
                continue
            if parts[p] < ORIGINS and not agreed:
                parts[p] += listing * ORIGINS  # money of no listing that is moved for one is that listing's from here on
            if method == _FIFO:
                put_lot(slot, parts[p], taken[p], lot_part, lot_amount, lot_next, heads, tails, free)
            else:
                put(slot, parts[p], taken[p], width, held, following, before, first)
    closing_listed, closing = np.empty(0, np.int64), np.empty((0, 4), np.int64)
    if closes:
        closing_listed, account_of = _named(order, from_account, to_account, product, listed, opening, slots, listings, slot_of, local_of)
        if method == _FIFO:
            closing = _lots_left(account_of, closing_listed, heads, lot_part, lot_amount, lot_next)
        else:
            closing = _parts_left(account_of, closing_listed, width, held, following, first)
    forget_places(order, from_account, to_account, product, listed, opening, slot_of, local_of)
    return moved_row[:written], moved_kind[:written], moved_fen[:written], inflow, uses, lacking, closing_listed, closing


@njit(cache=True, nogil=True)
def _named(order, from_account, to_account, product, listed, opening, slots, listings, slot_of, local_of):  # type: ignore[no-untyped-def]
    """Return the product code of each listing (from number 1 on) and the account code of each slot."""
    product_of, account_of = np.empty(listings - 1, np.int64), np.empty(slots, np.int64)
    product_of[: len(listed)] = listed
    for row in opening:
        account_of[slot_of[row[0]]] = row[0]
    for k in order:
        if product[k] != NONE:
            product_of[local_of[product[k]] - 1] = product[k]
        if slot_of[from_account[k]] != NO:
            account_of[slot_of[from_account[k]]] = from_account[k]
        if slot_of[to_account[k]] != NO:
            account_of[slot_of[to_account[k]]] = to_account[k]
    return product_of, account_of


@njit(cache=True, nogil=True)
def _parts_left(account_of, product_of, width, held, following, first):  # type: ignore[no-untyped-def]
    """Return what lies in the slots as rows of account, product, origin, fen."""
    rows = [(0, 0, 0, np.int64(0)) for _ in range(0)]
    for slot in range(len(account_of)):
        place = first[slot]
        while place != NO:
            part = place - slot * width
            listing = part // ORIGINS
            rows.append((account_of[slot], product_of[listing - 1] if listing > 0 else NONE, part % ORIGINS, held[place]))
            place = following[place]
    return _rows(rows)


@njit(cache=True, nogil=True)
def _lots_left(account_of, product_of, heads, lot_part, lot_amount, lot_next):  # type: ignore[no-untyped-def]
    """Return the lots of the slots, oldest first, as rows of account, product, origin, fen."""
    rows = [(0, 0, 0, np.int64(0)) for _ in range(0)]
    for slot in range(len(account_of)):
        lot = heads[slot]
        while lot != NO:
            listing = lot_part[lot] // ORIGINS
            rows.append((account_of[slot], product_of[listing - 1] if listing > 0 else NONE, lot_part[lot] % ORIGINS, lot_amount[lot]))
            lot = lot_next[lot]
    return _rows(rows)


@njit(cache=True, nogil=True)
def _rows(rows):  # type: ignore[no-untyped-def]
    table = np.empty((len(rows), 4), np.int64)
    for k in range(len(rows)):
        table[k, 0], table[k, 1], table[k, 2], table[k, 3] = rows[k]
    return table


@njit(cache=True, nogil=True)
def count_clients(order, first_day, days, moment, from_account, to_account, amounts, product, from_party, to_party, annual_rate, seen):  # type: ignore[no-untyped-def]
    """Return a day's clients paying into the books and paid out of them (days × 2), and fen invested and fen × rate (days × 2).

    ``seen`` is scratch by account code: NO before and after.
    """
    clients, invested = np.zeros((days, 2), np.int64), np.zeros((days, 2), np.float64)
    for k in order:
        day = moment[k] // MICROSECONDS_A_DAY - first_day
        if to_party[k] >= _FIRST_BOOKS and from_party[k] == 0 and to_party[k] != _AGREED_FEE:
            invested[day, 0] += amounts[k]
            invested[day, 1] += amounts[k] * (annual_rate[product[k]] if product[k] != NONE else 0.0)
            if seen[from_account[k]] != 2 * day:
                seen[from_account[k]] = 2 * day
                clients[day, 0] += 1
        if from_party[k] >= _FIRST_BOOKS and to_party[k] == 0 and seen[to_account[k]] != 2 * day + 1:
            seen[to_account[k]] = 2 * day + 1
            clients[day, 1] += 1
    for k in order:
        seen[from_account[k]] = NO
        seen[to_account[k]] = NO
    return clients, invested
