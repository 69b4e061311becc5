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
_USED_UP = -(2**31)  # days before all days: some tag is to be taken off
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
        rows, source, target, of("amount_fen"), purpose, product, of("moment"), rests, marks, *_who(codes), *_ties(whole.standing),
        WINDOW_DAYS, HOPS, least, len(codes.product_institution), *_empty(len(codes.role)),
    )  # fmt: skip
    return Arrivals(*(np.ascontiguousarray(found[:, k]) for k in range(found.shape[1])))


def _empty(accounts: int) -> tuple[Numbers, Numbers, Numbers]:
    """Return the balance, first tag and oldest day of accounts on which nothing lies; side by side, as they are asked together."""
    balance = np.zeros((accounts, 2), np.int64)
    others = balance.view(np.int32)[:, 2:]
    others[:, 0] = NONE
    return balance[:, 0], others[:, 0], others[:, 1]


def _who(codes: Codes) -> tuple[Numbers, ...]:
    return codes.role, codes.account_institution, codes.holder, codes.product_institution


def _ties(standing: Standing) -> tuple[Numbers, ...]:
    """Return who is of an institution's circle or weakly tied: few of all who stand somehow to it, so that searching stays in the cache."""
    tied = np.flatnonzero(standing.bits & (CIRCLE | WEAK))
    return tuple(column[tied] for column in (standing.key, standing.bits, standing.from_day, standing.to_day))


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
    key, bits, from_day, to_day,  # ties
    window, hops, least, products,
    balance, head, oldest,  # of each account: fen; its first tag; a day before which none of its tags began, if none is used up
):  # fmt: skip
    proceeds = np.zeros(products, np.int64)
    tags, free = np.empty((1 << 12, 7), np.int64), NONE  # next, listing, day, hop, bits met, fen, arrival
    used, count = 0, 0
    arrived = np.empty((1 << 12, 9), np.int64)
    held = np.empty((1 << 10, 4), np.int64)  # tag, listing, hop, fen: what lies on the account that pays
    taken = np.empty((1 << 10, 2), np.int64)  # tag, fen: what one transfer carries of it
    for k in rows:
        a, b, p, fen, day = source[k], target[k], product[k], amount[k], moment[k] // MICROSECONDS_A_DAY
        starts = purpose[k] == _DISBURSE and p != NONE
        before = max(balance[a], fen)
        balance[a] = before - fen
        balance[b] += fen
        n = 0
        if starts:
            proceeds[p] += fen
        elif head[a] != NONE:
            if oldest[a] < day - window:
                free = _drop_old(a, head, oldest, tags, free, day - window)
            shares = np.float64(fen) * least >= before or least == 0
            if p != NONE or shares:
                held, many = _held(a, head, tags, held)
                if len(taken) < many:
                    taken = np.empty((len(held), 2), np.int64)
                n = _take_first(held[:many], p, fen, taken, hops) if p != NONE else 0
                n = _take_share(held[:many], p, fen, before, proceeds, least, taken, n) if shares else n
        for one in range(-1, n):
            if one == -1 and not starts:
                continue
            if count == len(arrived):
                arrived = _longer(arrived)
            if one == -1:
                listing, start, hop, had, moved, parent = np.int64(p), day, np.int64(0), np.int64(0), fen, np.int64(NONE)
            else:
                tag, moved = taken[one, 0], taken[one, 1]
                tags[tag, 5] -= moved
                if tags[tag, 5] <= 0:
                    oldest[a] = _USED_UP
                listing, start, hop, had, parent = tags[tag, 1], tags[tag, 2], tags[tag, 3] + 1, tags[tag, 4], tags[tag, 6]
            its = product_institution[listing]
            here = np.int64(marks[b]) | _circle(its, b, day, role, account_institution, holder, key, bits, from_day, to_day)
            new = arrived[count]
            new[0], new[1], new[2], new[3], new[4], new[5] = listing, start, day, hop, here, had
            new[6], new[7], new[8] = k, moved, parent
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
                    oldest[b] = start if head[b] == NONE else min(oldest[b], start)
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
def _drop_old(account, head, oldest, tags, free, least_day):  # type: ignore[no-untyped-def]
    """Take tags whose window is over, or that are used up, off an account; return the first free place."""
    at, last, first_day = np.int64(head[account]), np.int64(NONE), np.int64(2**31 - 1)
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
            last, first_day = at, min(first_day, tags[at, 2])
        at = after
    oldest[account] = first_day
    return free


@njit(cache=True, nogil=True)
def _held(account, head, tags, held):  # type: ignore[no-untyped-def]
    """Note the tags that lie on an account, side by side; return them, in an array that may be longer than before, and how many."""
    at, many = np.int64(head[account]), 0
    while at != NONE:
        if many == len(held):
            held = _longer(held)
        tag, line = tags[at], held[many]
        line[0], line[1], line[2], line[3] = at, tag[1], tag[3], tag[5]
        at, many = tag[0], many + 1
    return held, many


@njit(cache=True, nogil=True)
def _take_first(held, product, amount, taken, hops):  # type: ignore[no-untyped-def]
    """Note what a row of a listing carries of its own money: all of it first, what has gone furthest before the rest."""
    n = 0
    for hop in range(hops - 1, -1, -1):
        for tag in held:
            if tag[1] == product and tag[2] == hop and amount > 0:
                fen = min(tag[3], amount)
                amount -= fen
                taken[n, 0], taken[n, 1] = tag[0], fen
                n += 1
    return n


@njit(cache=True, nogil=True)
def _take_share(held, product, amount, before, proceeds, least, taken, n):  # type: ignore[no-untyped-def]
    """Note what a row carries of the money of all other listings: of each the share that the row takes of the balance."""
    for tag in held:
        listing, fen_held = tag[1], tag[3]
        if product == NONE or listing != product:
            fen = min(fen_held, share_of(amount, fen_held, max(before, fen_held))[0])
            if fen > 0 and np.float64(fen) * least >= proceeds[listing] * (least > 0):
                taken[n, 0], taken[n, 1] = tag[0], fen
                n += 1
    return n


@njit(cache=True, nogil=True)
def _mergeable(account, head, tags, listing, start, hop, bits):  # type: ignore[no-untyped-def]
    at, left = np.int64(head[account]), _MERGED
    while at != NONE and left:
        if tags[at, 1] == listing and tags[at, 2] == start and tags[at, 3] == hop and tags[at, 4] == bits:
            return at
        at, left = tags[at, 0], left - 1
    return np.int64(NONE)
