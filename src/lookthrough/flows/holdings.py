"""What a platform's clients hold day by day, outstanding and in cash, and what the largest of them have since taken out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numba import njit

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import Purpose, Role
from lookthrough.flows.coding import NONE, Codes, Numbers
from lookthrough.flows.columns import ByInstitution, Columns

_CLIENT = int(Role.CLIENT)
_INVEST, _REFUND = int(Purpose.INVEST), int(Purpose.REFUND)
_PRINCIPAL, _INTEREST = int(Purpose.PAYOUT_PRINCIPAL), int(Purpose.PAYOUT_INTEREST)


@dataclass(frozen=True, slots=True)
class Exit:
    """What the largest clients of an institution, as of ``day`` − window, have taken out by ``day``, of what they held then (fen).

    ``matured_fen``: what the largest single maturity among them explains of it. ``clients``: party codes. ``rows``: all the
    institution's rows, in the order of time.
    """

    institution: int
    day: int
    out_fen: int
    held_fen: int
    matured_fen: int
    clients: list[int]
    rows: Numbers

    @property
    def value(self) -> float:
        """Return the share of the holdings that left, one maturity apart."""
        return (self.out_fen - self.matured_fen) / self.held_fen


def exits(
    columns: Columns, listed: ByInstitution, codes: Codes, institutions: Numbers, *, window_days: int, clients: int, least: float
) -> Iterator[Exit]:
    """Yield the days on which the largest clients of an institution had taken out a share of ``least`` or more; the worst of each month."""
    local = np.full(len(codes.party_ids) + 1, NONE, np.int32)  # a party's number among one institution's clients
    accounts = np.flatnonzero((codes.role == _CLIENT) & (codes.holder != NONE) & (codes.account_institution != NONE))
    accounts = accounts[np.argsort(codes.account_institution[accounts], kind="stable")]
    begins = np.searchsorted(codes.account_institution[accounts], np.arange(len(codes.institution_ids) + 1))
    for one in institutions.tolist():
        rows = columns.by_time(listed.of(one))
        holders = np.unique(codes.holder[accounts[begins[one] : begins[one + 1]]])
        if len(rows) and len(holders) >= clients:
            local[holders] = np.arange(len(holders))
            found = _of(columns, codes, one, rows, local, len(holders), window_days, clients, least)
            yield from _worst_of_months(
                Exit(one, day, out, held, matured, holders[np.array(largest)].tolist(), rows) for day, out, held, matured, *largest in found
            )
            local[holders] = NONE


def _worst_of_months(found: Iterable[Exit]) -> Iterable[Exit]:
    worst: dict[np.datetime64, Exit] = {}
    for one in found:
        month = np.datetime64(one.day, "D").astype("datetime64[M]")
        if month not in worst or one.value > worst[month].value:
            worst[month] = one
    return worst.values()


def _of(
    columns: Columns, codes: Codes, institution: int, rows: Numbers, local: Numbers, people: int, window: int, top: int, least: float
) -> list[list[int]]:
    of = columns.of
    source, target = of["from_account"][rows], of["to_account"][rows]
    day = of["moment"][rows] // MICROSECONDS_A_DAY
    inside = [codes.account_institution[accounts] == institution for accounts in (source, target)]
    sub = [within & (codes.role[accounts] == _CLIENT) for within, accounts in zip(inside, (source, target), strict=True)]
    who = [local[codes.holder[accounts]] for accounts in (source, target)]
    found = _exits(day, *inside, *sub, *who, of["amount_fen"][rows], of["purpose"][rows], of["product"][rows], people, window, top, least)
    return np.array(found, np.int64).reshape(-1, 4 + top).tolist()


@njit(cache=True, nogil=True)
def _exits(  # type: ignore[no-untyped-def]
    day, from_inside, to_inside, from_sub, to_sub, payer, payee, amount, purpose, product, people, window, top, least
):
    found = [np.int64(0) for _ in range(0)]
    held, taken = np.zeros((2, people), np.int64), np.zeros(people, np.int64)  # outstanding and cash; what left, net
    largest, before = np.full((window, top), -1, np.int64), np.zeros((window, top), np.int64)
    stock = np.zeros(window, np.int64)
    begin = 0
    for today in range(day[0], day[-1] + 1):
        moved = False
        while begin < len(day) and day[begin] == today:
            moved = _enter(begin, from_inside, to_inside, from_sub, to_sub, payer, payee, amount, purpose, held, taken) or moved
            begin += 1
        slot = today % window
        if moved and stock[slot] > 0:
            out = np.int64(0)
            for place in range(top):
                out += taken[largest[slot, place]] - before[slot, place]
            if out >= least * stock[slot]:
                matured = _largest_maturity(
                    day, begin, today - 2 * window, payee, amount, purpose, product, largest[slot], taken, before[slot]
                )
                found.append(np.int64(today))
                found.append(out)
                found.append(stock[slot])
                found.append(min(matured, out))
                for place in range(top):
                    found.append(largest[slot, place])
        stock[slot] = _choose(held, top, largest[slot])
        for place in range(top):
            before[slot, place] = taken[largest[slot, place]]  # of nobody, when there are too few: never read
    return found


@njit(cache=True, nogil=True)
def _enter(k, from_inside, to_inside, from_sub, to_sub, payer, payee, amount, purpose, held, taken):  # type: ignore[no-untyped-def]  # noqa: C901
    """Book one transfer; return whether it took a client's money out or brought it in."""
    a, b, fen, said = payer[k], payee[k], amount[k], purpose[k]
    is_principal = said in (_PRINCIPAL, _REFUND)
    moved = False
    if a >= 0 and (from_sub[k] or not from_inside[k]) and to_inside[k]:
        if said == _INVEST and not to_sub[k]:
            held[0, a] += fen
        if from_sub[k]:
            held[1, a] = max(held[1, a] - fen, 0)
        else:  # straight from his bank
            taken[a] -= fen
            moved = True
    elif a >= 0 and from_sub[k]:
        held[1, a] = max(held[1, a] - fen, 0)
        taken[a] += fen
        moved = True
    if b >= 0 and to_sub[k]:
        held[1, b] += fen
        if from_inside[k] and not from_sub[k] and is_principal:
            held[0, b] = max(held[0, b] - fen, 0)
    elif b >= 0 and not to_inside[k] and from_inside[k] and not from_sub[k]:  # straight to his bank
        if is_principal:
            held[0, b] = max(held[0, b] - fen, 0)
        taken[b] += fen
        moved = True
    return moved


@njit(cache=True, nogil=True)
def _choose(held, top, largest):  # type: ignore[no-untyped-def]
    """Put the clients who hold most into ``largest`` and return what they hold; 0 if there are not so many."""
    largest[:] = -1
    least, total = np.int64(0), np.int64(0)
    for one in range(held.shape[1]):
        holds = held[0, one] + held[1, one]
        if holds > least:
            place = top - 1
            while place > 0 and (largest[place - 1] < 0 or held[0, largest[place - 1]] + held[1, largest[place - 1]] < holds):
                largest[place] = largest[place - 1]
                place -= 1
            largest[place] = one
            if largest[top - 1] >= 0:
                least = held[0, largest[top - 1]] + held[1, largest[top - 1]]
    if largest[top - 1] < 0:
        return np.int64(0)
    for place in range(top):
        total += held[0, largest[place]] + held[1, largest[place]]
    return total


@njit(cache=True, nogil=True)
def _largest_maturity(day, end, after, payee, amount, purpose, product, largest, taken, before):  # type: ignore[no-untyped-def]
    """Return what the largest maturity, of one listing or of one client, explains of what the largest clients took out.

    What matured since ``after`` counts: money often lies for some days before it is taken home.
    """
    listings, of_listing = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    of_client = np.zeros(len(largest), np.int64)
    k = end - 1
    while k >= 0 and day[k] > after:
        if purpose[k] in (_PRINCIPAL, _INTEREST):
            for place in range(len(largest)):
                if largest[place] == payee[k]:
                    of_client[place] += amount[k]
                    _add(listings, of_listing, product[k], amount[k])
        k -= 1
    most = np.int64(0)
    for fen in of_listing:
        most = max(most, fen)
    for place in range(len(largest)):
        most = max(most, min(of_client[place], taken[largest[place]] - before[place]))
    return most


@njit(cache=True, nogil=True)
def _add(listings, of_listing, listing, fen):  # type: ignore[no-untyped-def]
    for place in range(len(listings)):
        if listings[place] == listing:
            of_listing[place] += fen
            return
    listings.append(np.int64(listing))
    of_listing.append(np.int64(fen))
