"""How money leaves a mixture: a draw takes whole fen from an account's parts, and the parts sum to the amount.

A book holds parts, each with an origin and the listing it came in for. Three methods (methods §1): *specific match* takes the
parts of the transfer's own listing first and the rest pro rata, *pro rata* takes of every part alike, *first in, first out* takes
the oldest lots. Shares are rounded by largest remainder, ties to the lower part number, so that a draw depends on nothing but the parts.
"""

from __future__ import annotations

import numpy as np
from numba import njit

ORIGINS = 6


@njit(cache=True, nogil=True)
def share_of(amount, part, whole):  # type: ignore[no-untyped-def]
    """Return (amount × part ÷ whole rounded down, remainder), exactly, for fen below 2⁵³ although the product passes 64 bits.

    The quotient is guessed in floating point, which is off by a few at most; the remainder of the guess, computed modulo 2⁶⁴, is
    then small enough to be exact and puts the guess right.
    """
    quotient = np.int64(np.float64(amount) * np.float64(part) / np.float64(whole))
    remainder = np.int64(amount) * np.int64(part) - quotient * np.int64(whole)
    while remainder < 0:
        quotient -= 1
        remainder += whole
    while remainder >= whole:
        quotient += 1
        remainder -= whole
    return quotient, remainder


@njit(cache=True, nogil=True)
def draw_pro_rata(parts, amounts, count, amount, taken):  # type: ignore[no-untyped-def]
    """Split ``amount`` over ``amounts[:count]`` into ``taken[:count]``; ``parts`` are the part numbers that settle ties.

    ``amount`` must not pass the sum. What rounding leaves over goes, a fen each, to the largest remainders.
    """
    whole = np.int64(0)
    for k in range(count):
        whole += amounts[k]
    if amount == whole:
        taken[:count] = amounts[:count]
        return
    remainders = np.empty(count, np.int64)
    left = np.int64(amount)
    for k in range(count):
        taken[k], remainders[k] = share_of(amount, amounts[k], whole)
        left -= taken[k]
    if left > 0:
        _give_to_largest(parts, remainders, count, left, taken)


@njit(cache=True, nogil=True)
def _give_to_largest(parts, remainders, count, left, taken):  # type: ignore[no-untyped-def]
    threshold = np.partition(remainders, count - left)[count - left]
    for k in range(count):
        if remainders[k] > threshold:
            taken[k] += 1
            left -= 1
    tied = np.flatnonzero(remainders == threshold)
    in_order = tied[np.argsort(parts[tied])]
    taken[in_order[:left]] += 1
