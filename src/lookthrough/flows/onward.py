"""Where the proceeds of all listings went: every disbursement followed onward through anybody's accounts, in one pass over the ledger.

As ``flows trace`` follows one listing (methods §1): in the order of time, for a window of days, over some hops, pro rata at each account,
the listing's own rows first. Money that enters an institution's books (custody, reserve, own) rests there: what it is from then on the
books say, not the trace (contracts, «Where classes are given»). What comes to less than a ten-thousandth of a listing rests as well, so
that an account through which everyone's money runs does not scatter each loan over all it pays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from lookthrough.flows.boundary import MICROSECONDS_A_DAY, bits_on
from lookthrough.flows.classes import Purpose, Role
from lookthrough.flows.coding import NONE, Codes, Numbers
from lookthrough.flows.draws import share_of
from lookthrough.flows.following import HOPS, WINDOW_DAYS
from lookthrough.flows.standing import CIRCLE, WEAK, Standing

if TYPE_CHECKING:
    from lookthrough.flows.whole import Whole

LEAST = 10_000  # what is less than this part of a listing rests where it is
FIRST_MARK = 256  # the first bit above those of ``flows.standing``: what an account is to some rule (``flows.trades``)
_DISBURSE, _OWN = int(Purpose.DISBURSE), int(Role.OWN)
_BOOKS = (int(Role.CUSTODY), int(Role.RESERVE), int(Role.OWN))
_CLIENTS_BOOKS = (int(Role.CUSTODY), int(Role.RESERVE))
_NEVER = 255
_DAY_BITS = 20
_MERGED = 8  # how many of an account's tags are looked through for one to merge with


@dataclass(frozen=True)
class Arrivals:
    """One row for each account that some of a disbursement reached, in the order of time; parallel arrays.

    ``bits``: what the account is to the listing's institution (``CIRCLE``, ``WEAK``) and its marks; ``met``: what this money had met on
    its way before. ``before``: the arrival it came from (``NONE`` for the disbursement itself, whose ``hop`` is 0).
    """

    listing: Numbers  # product code
    from_day: Numbers  # day of the disbursement
    day: Numbers
    hop: Numbers
    bits: Numbers
    met: Numbers
    row: Numbers  # of the ledger's columns: the transfer that brought it
    fen: Numbers
    before: Numbers

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def starts(self) -> Numbers:
        """Return the places of the disbursements themselves."""
        return np.flatnonzero(self.hop == 0)

    @cached_property
    def disbursed(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return listing, day and fen of what was disbursed, one a listing and day."""
        start = self.starts
        key, where = np.unique((self.listing[start] << _DAY_BITS) + self.day[start], return_inverse=True)
        fen = np.bincount(where, self.fen[start], minlength=len(key)).astype(np.int64)
        return key >> _DAY_BITS, key & ((1 << _DAY_BITS) - 1), fen

    def first_at(self, bits: int) -> Numbers:
        """Return which of them brought money to an account with any of ``bits`` for the first time on its way."""
        first: Numbers = (self.bits & bits != 0) & (self.met & bits == 0)
        return first

    def way(self, chosen: Numbers) -> Numbers:
        """Return the places here of the chosen arrivals and of all that lead there from the disbursement."""
        found = [front := np.unique(chosen)]
        while len(front := np.unique(self.before[front])) and (front := front[front != NONE]).size:
            found.append(front)
        return np.unique(np.concatenate(found))


def follow_all(whole: Whole, marks: Numbers, *, least: int = LEAST, rests: Numbers | None = None) -> Arrivals:
    """Follow the proceeds of every listing. ``marks``: bits from ``FIRST_MARK`` on, by account; ``rests``: accounts that end the way."""
    codes, of = whole.codes, whole.of
    rests = np.isin(codes.role, _BOOKS) & (codes.account_institution != NONE) if rests is None else rests
    source, target, purpose, product = (of(name) for name in ("from_account", "to_account", "purpose", "product"))
    met = _met(source, target, purpose, product, rests, HOPS, len(codes.role))
    rows = whole.in_time(_touching(source, target, met, HOPS))
    found = _follow(
        rows, source, target, of("amount_fen"), purpose, product, of("moment"), rests, marks, *_who(codes), *_standing(whole.standing),
        WINDOW_DAYS, HOPS, least, len(codes.product_institution),
    )  # fmt: skip
    return Arrivals(*(np.ascontiguousarray(found[:, k]) for k in range(found.shape[1])))


def _who(codes: Codes) -> tuple[Numbers, ...]:
    return codes.role, codes.account_institution, codes.holder, codes.product_institution


def _standing(standing: Standing) -> tuple[Numbers, ...]:
    return standing.key, standing.bits, standing.from_day, standing.to_day


@njit(cache=True, nogil=True)
def _met(source, target, purpose, product, rests, hops, accounts):  # type: ignore[no-untyped-def]
    """Return for each account within how many hops proceeds may ever reach it, 255 for never; neither time nor windows are heeded."""
    met = np.full(accounts, _NEVER, np.uint8)
    for k in range(len(source)):
        if source[k] != NONE and purpose[k] == _DISBURSE and product[k] != NONE:
            met[target[k]] = 0
    for hop in range(hops - 1):
        for k in range(len(source)):
            a, b = source[k], target[k]
            if a != NONE and met[a] == hop and not rests[a] and hop + 1 < met[b]:
                met[b] = hop + 1
    return met


@njit(cache=True, nogil=True)
def _touching(source, target, met, hops):  # type: ignore[no-untyped-def]
    """Return the rows that touch an account from which proceeds may go on, as the files list them."""
    count = 0
    for k in range(len(source)):
        count += source[k] != NONE and (met[source[k]] < hops or met[target[k]] < hops)
    found, place = np.empty(count, np.int64), 0
    for k in range(len(source)):
        if source[k] != NONE and (met[source[k]] < hops or met[target[k]] < hops):
            found[place] = k
            place += 1
    return found


@njit(cache=True, nogil=True)
def _follow(  # type: ignore[no-untyped-def]  # noqa: C901  one compiled loop
    rows, source, target, amount, purpose, product, moment, rests, marks,
    role, account_institution, holder, product_institution,
    key, bits, from_day, to_day,  # standing
    window, hops, least, products,
):  # fmt: skip
    balance, head = np.zeros(len(role), np.int64), np.full(len(role), NONE, np.int32)
    proceeds = np.zeros(products, np.int64)
    tags, free = np.empty((1 << 12, 7), np.int64), NONE  # next, listing, day, hop, bits met, fen, arrival
    used, count = 0, 0
    arrived = np.empty((1 << 12, 9), np.int64)
    taken = np.empty((1 << 10, 2), np.int64)  # tag, fen: what one transfer carries
    for k in rows:
        a, b, p, fen, day = source[k], target[k], product[k], amount[k], moment[k] // MICROSECONDS_A_DAY
        before = max(balance[a], fen)
        balance[a] = before - fen
        balance[b] += fen
        n = 0
        if purpose[k] == _DISBURSE and p != NONE:
            proceeds[p] += fen
        elif head[a] != NONE:
            free = _drop_old(a, head, tags, free, day - window)
            while _count(a, head, tags) > len(taken):
                taken = _longer(taken)
            n = _take_first(a, head, tags, p, fen, taken, hops) if p != NONE else 0
            if np.float64(fen) * least >= before or least == 0:
                n = _take_share(a, head, tags, p, fen, before, proceeds, least, taken, n)
        for one in range(-1, n):
            if one == -1 and not (purpose[k] == _DISBURSE and p != NONE):
                continue
            if count == len(arrived):
                arrived = _longer(arrived)
            if one == -1:
                listing, start, hop, had, moved, parent = np.int64(p), day, np.int64(0), np.int64(0), fen, np.int64(NONE)
            else:
                tag, moved = taken[one, 0], taken[one, 1]
                tags[tag, 5] -= moved
                listing, start, hop, had, parent = tags[tag, 1], tags[tag, 2], tags[tag, 3] + 1, tags[tag, 4], tags[tag, 6]
            its = product_institution[listing]
            here = np.int64(marks[b]) | _circle(its, b, day, role, account_institution, holder, key, bits, from_day, to_day)
            line = arrived[count]
            line[0], line[1], line[2], line[3], line[4], line[5] = listing, start, day, hop, here, had
            line[6], line[7], line[8] = k, moved, parent
            if hop < hops and not rests[b]:
                if used == len(tags) and free == NONE:
                    tags = _longer(tags)
                place = _mergeable(b, head, tags, listing, start, hop, had | here)
                if place != NONE:
                    tags[place, 5] += moved
                else:
                    if free == NONE:
                        place, used = used, used + 1
                    else:
                        place, free = free, tags[free, 0]
                    new = tags[place]
                    new[0], new[1], new[2], new[3], new[4], new[5], new[6] = head[b], listing, start, hop, had | here, moved, count
                    head[b] = place
            count += 1
    return arrived[:count]


@njit(cache=True, nogil=True)
def _longer(rows):  # type: ignore[no-untyped-def]
    """Return an array twice as long; memory that is not written to yet is not taken from the system."""
    found = np.empty((2 * len(rows), rows.shape[1]), rows.dtype)
    found[: len(rows)] = rows
    return found


@njit(cache=True, nogil=True)
def _circle(institution, account, day, role, account_institution, holder, key, bits, from_day, to_day):  # type: ignore[no-untyped-def]
    """Return whether an account is the circle's (or weakly tied); clients' money in custody is nobody's of the circle."""
    if institution == NONE or (account_institution[account] != NONE and role[account] in _CLIENTS_BOOKS):
        return 0
    if account_institution[account] == institution and role[account] == _OWN:
        return CIRCLE
    return bits_on(key, bits, from_day, to_day, 0, len(key), institution, holder[account], day) & (CIRCLE | WEAK)


@njit(cache=True, nogil=True)
def _drop_old(account, head, tags, free, least_day):  # type: ignore[no-untyped-def]
    """Take tags whose window is over, or that are used up, off an account; return the first free place."""
    at, last = head[account], np.int64(NONE)
    while at != NONE:
        after = tags[at, 0]
        if tags[at, 2] < least_day or tags[at, 5] <= 0:
            if last == NONE:
                head[account] = after
            else:
                tags[last, 0] = after
            tags[at, 0] = free
            free = at
        else:
            last = at
        at = after
    return free


@njit(cache=True, nogil=True)
def _count(account, head, tags):  # type: ignore[no-untyped-def]
    at, count = np.int64(head[account]), 0
    while at != NONE:
        at, count = tags[at, 0], count + 1
    return count


@njit(cache=True, nogil=True)
def _take_first(account, head, tags, product, amount, taken, hops):  # type: ignore[no-untyped-def]
    """Note what a row of a listing carries of its own money: all of it first, what has gone furthest before the rest."""
    n = 0
    for hop in range(hops - 1, -1, -1):
        at = np.int64(head[account])
        while at != NONE:
            if tags[at, 1] == product and tags[at, 3] == hop and amount > 0:
                fen = min(tags[at, 5], amount)
                amount -= fen
                taken[n, 0], taken[n, 1] = at, fen
                n += 1
            at = tags[at, 0]
    return n


@njit(cache=True, nogil=True)
def _take_share(account, head, tags, product, amount, before, proceeds, least, taken, n):  # type: ignore[no-untyped-def]
    """Note what a row carries of the money of all other listings: of each the share that the row takes of the balance."""
    at = np.int64(head[account])
    while at != NONE:
        listing, held = tags[at, 1], tags[at, 5]
        if product == NONE or listing != product:
            fen = min(held, share_of(amount, held, max(before, held))[0])
            if fen > 0 and np.float64(fen) * least >= proceeds[listing] * (least > 0):
                taken[n, 0], taken[n, 1] = at, fen
                n += 1
        at = tags[at, 0]
    return n


@njit(cache=True, nogil=True)
def _mergeable(account, head, tags, listing, start, hop, bits):  # type: ignore[no-untyped-def]
    at, left = np.int64(head[account]), _MERGED
    while at != NONE and left:
        if tags[at, 1] == listing and tags[at, 2] == start and tags[at, 3] == hop and tags[at, 4] == bits:
            return at
        at, left = tags[at, 0], left - 1
    return np.int64(NONE)
