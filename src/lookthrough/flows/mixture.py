"""What lies in an institution's accounts: parts by origin and listing, or lots in order of arrival.

A part number is ``listing × 6 + origin``, listings numbered within the institution and 0 for none. Under specific match and pro rata
each account (slot) holds one sum a part, linked into a list so that only parts with money are visited. Under first-in-first-out each
account holds a queue of lots drawn from one pool.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from lookthrough.flows.classes import Method
from lookthrough.flows.draws import ORIGINS, draw_pro_rata

NO = -1
SPECIFIC, FIFO = int(Method.SPECIFIC), int(Method.FIFO)


@njit(cache=True, nogil=True)
def put(slot, part, amount, width, held, following, before, first):  # type: ignore[no-untyped-def]
    """Add ``amount`` to a part of a slot; a part that was empty joins the slot's list."""
    place = slot * width + part
    if held[place] == 0:
        following[place] = first[slot]
        before[place] = NO
        if first[slot] != NO:
            before[first[slot]] = place
        first[slot] = place
    held[place] += amount


@njit(cache=True, nogil=True)
def _remove(slot, place, amount, held, following, before, first):  # type: ignore[no-untyped-def]
    held[place] -= amount
    if held[place] != 0:
        return
    if before[place] == NO:
        first[slot] = following[place]
    else:
        following[before[place]] = following[place]
    if following[place] != NO:
        before[following[place]] = before[place]


@njit(cache=True, nogil=True)
def take(method, slot, listing, amount, width, held, following, before, first, parts, amounts, taken):  # type: ignore[no-untyped-def]
    """Take ``amount`` (at most the slot's balance) out of a slot; return how many entries of ``parts``/``taken`` were filled.

    ``amounts`` is room to work in. ``listing`` 0 matches nothing.
    """
    count = 0
    if method == SPECIFIC and listing > 0:
        base, matched = slot * width + listing * ORIGINS, np.int64(0)
        for origin in range(ORIGINS):
            if held[base + origin] > 0:
                parts[count], amounts[count] = listing * ORIGINS + origin, held[base + origin]
                matched += amounts[count]
                count += 1
        if count > 0:
            draw_pro_rata(parts, amounts, count, min(amount, matched), taken)
            for k in range(count):
                _remove(slot, slot * width + parts[k], taken[k], held, following, before, first)
            amount -= min(amount, matched)
    if amount > 0:
        count += _take_of_all(slot, amount, width, held, following, before, first, parts[count:], amounts, taken[count:])
    return count


@njit(cache=True, nogil=True)
def _take_of_all(slot, amount, width, held, following, before, first, parts, amounts, taken):  # type: ignore[no-untyped-def]
    count, place = 0, first[slot]
    while place != NO:
        parts[count], amounts[count] = place - slot * width, held[place]
        count += 1
        place = following[place]
    draw_pro_rata(parts, amounts, count, amount, taken)
    for k in range(count):
        if taken[k] > 0:
            _remove(slot, slot * width + parts[k], taken[k], held, following, before, first)
    return count


@njit(cache=True, nogil=True)
def put_lot(slot, part, amount, lot_part, lot_amount, lot_next, heads, tails, free):  # type: ignore[no-untyped-def]
    """Queue a lot behind the others of a slot; it joins the last lot where both are of the same part. ``free[0]`` heads the spare lots."""
    if tails[slot] != NO and lot_part[tails[slot]] == part:
        lot_amount[tails[slot]] += amount
        return
    lot = free[0]
    free[0] = lot_next[lot]
    lot_part[lot], lot_amount[lot], lot_next[lot] = part, amount, NO
    if tails[slot] == NO:
        heads[slot] = lot
    else:
        lot_next[tails[slot]] = lot
    tails[slot] = lot


@njit(cache=True, nogil=True)
def take_lots(slot, amount, lot_part, lot_amount, lot_next, heads, tails, free, parts, taken):  # type: ignore[no-untyped-def]
    """Take ``amount`` (at most the slot's balance) from the oldest lots; return how many entries of ``parts``/``taken`` were filled."""
    count = 0
    while amount > 0:
        lot = heads[slot]
        piece = min(amount, lot_amount[lot])
        parts[count], taken[count] = lot_part[lot], piece
        count += 1
        amount -= piece
        lot_amount[lot] -= piece
        if lot_amount[lot] == 0:
            heads[slot] = lot_next[lot]
            if heads[slot] == NO:
                tails[slot] = NO
            lot_next[lot] = free[0]
            free[0] = lot
    return count
