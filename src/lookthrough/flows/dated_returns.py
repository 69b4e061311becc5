"""Who of those who paid a party gets money back from it again and again, at even intervals.

A payment back counts as a *return* if the person paid in before, if it is small beside what he brought, or one of his payments with a
yield on it, and if he has not been given far more than he brought: wages, pay for gigs and grants go to people who brought little. What
gives back exactly one payment is its refund, not a return. Dividends follow results: if most of a person's returns differ widely from the
one before, in money and beside what he brought, they are none of those that count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from lookthrough.flows.coding import Numbers

_EVEN = 0.75  # of the intervals must be alike: a holiday may shift one
_ALIKE = 1.5  # times as much, at most, is a return like the one before


@dataclass(frozen=True, slots=True)
class Dealings:
    """Payments between parties and people, sorted by party, person and time; ``paid_in``: the person paid."""

    party: Numbers
    person: Numbers
    day: Numbers
    amount_fen: Numbers
    paid_in: Numbers
    refund: Numbers


@dataclass(frozen=True, slots=True)
class Terms:
    """What counts: days of the window, returns a person must have, how uneven intervals may be.

    ``most_returned``: how much may come back in all for 1 paid in; ``most_at_once``: in one return that is no principal.
    """

    window_days: int
    returns: int
    slack: float
    most_returned: float
    most_at_once: float
    persons_with_returns: int


@dataclass(frozen=True, slots=True)
class Standings:
    """Days on which a party stood worst in a month: people who paid in the window, of whom with returns, and what they paid (fen)."""

    party: Numbers
    day: Numbers
    payers: Numbers
    with_returns: Numbers
    paid_fen: Numbers


def worst_standings(dealings: Dealings, terms: Terms) -> Standings:
    """Return, for each party and month in which enough of its payers get returns, the day with most payers and that with most money."""
    dealings, returned = _worth_a_look(dealings, returns_of(dealings, terms.most_returned, terms.most_at_once), terms)
    usual = _usual_gap(dealings, returned)
    first = int(dealings.day.min(initial=0))
    days = np.arange(first, int(dealings.day.max(initial=0)) + 1)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    found = _standings(
        dealings.party, dealings.person, dealings.day - first, dealings.amount_fen, dealings.paid_in, returned, usual, months - months[0],
        terms.window_days, terms.returns, terms.slack, _EVEN, terms.persons_with_returns,
    )  # fmt: skip
    columns = np.array(found, dtype=np.int64).reshape(-1, 5).T
    return Standings(columns[0], columns[1] + first, *columns[2:])


def returns_of(dealings: Dealings, most_returned: float, most_at_once: float) -> Numbers:
    """Tell of each payment whether it is a return: 0 no, 1 yes but unlike the one before, 2 yes; of several on one day the first is."""
    found: Numbers = _returns(
        dealings.party, dealings.person, dealings.day, dealings.amount_fen, dealings.paid_in, dealings.refund, most_returned, most_at_once
    )
    return found


def _worth_a_look(dealings: Dealings, returned: Numbers, terms: Terms) -> tuple[Dealings, Numbers]:
    """Keep the parties of whom enough people have enough returns at all, whatever their intervals."""
    rows = np.flatnonzero(returned)
    pairs, counts = np.unique(dealings.party[rows] << 32 | dealings.person[rows], return_counts=True)
    parties, people = np.unique(pairs[counts >= terms.returns] >> 32, return_counts=True)
    kept = np.flatnonzero(np.isin(dealings.party, parties[people >= terms.persons_with_returns]))
    return Dealings(*(getattr(dealings, name)[kept] for name in Dealings.__slots__)), returned[kept]


def _usual_gap(dealings: Dealings, returned: Numbers) -> Numbers:
    """Return for each payment the middle interval, in days, between returns of its party: one interval alone is compared with it."""
    rows = np.flatnonzero(returned)
    same = (np.diff(dealings.party[rows]) == 0) & (np.diff(dealings.person[rows]) == 0)
    gap, party = np.diff(dealings.day[rows])[same], dealings.party[rows[1:]][same]
    order = np.lexsort((gap, party))
    gap, party = gap[order], party[order]
    parties, begins, counts = np.unique(party, return_index=True, return_counts=True)
    usual = np.zeros(len(dealings.party), np.float64)
    if len(parties):
        place = np.minimum(np.searchsorted(parties, dealings.party), len(parties) - 1)
        middle = gap[begins + (counts - 1) // 2].astype(np.float64)
        usual = np.where(parties[place] == dealings.party, middle[place], 0.0)
    return usual


@njit(cache=True, nogil=True)
def _returns(party, person, day, amount, paid_in, refund, most, at_once):  # type: ignore[no-untyped-def]
    found = np.zeros(len(party), np.int8)
    begin, last, before, paid_before = 0, -1, np.int64(0), np.int64(1)
    paid = returned = np.int64(0)
    for k in range(len(party)):
        if k == 0 or party[k] != party[k - 1] or person[k] != person[k - 1]:
            begin, last, paid, returned, before = k, -1, np.int64(0), np.int64(0), np.int64(0)
        if paid_in[k]:
            paid += amount[k]
        elif not refund[k]:
            returned += amount[k]
            if paid > 0 and returned <= most * paid and day[k] != last and _is_yield(amount, paid_in, begin, k, paid, at_once):
                alike = before == 0 or _alike(before, amount[k]) or _alike(before / paid_before, amount[k] / paid)
                found[k] = 1 + (alike or max(amount[k], before) > paid / 2)  # principal comes back
                last, before, paid_before = day[k], amount[k], paid
    return found


@njit(cache=True, nogil=True)
def _alike(one, other):  # type: ignore[no-untyped-def]
    return one <= _ALIKE * other and other <= _ALIKE * one


@njit(cache=True, nogil=True)
def _is_yield(amount, paid_in, begin, k, paid, at_once):  # type: ignore[no-untyped-def]
    """Tell whether a payment back is small beside what was paid in, or one payment with up to half of it on top; never one exactly."""
    with_principal = False
    for before in range(begin, k):
        if paid_in[before]:
            if amount[before] == amount[k]:
                return False
            with_principal = with_principal or amount[before] < amount[k] <= amount[before] * 1.5
    return with_principal or amount[k] <= at_once * paid


@njit(cache=True, nogil=True)
def _is_even(days, alike, count, usual, window, least, slack, even):  # type: ignore[no-untyped-def]
    """Tell whether the last of some days ends a run of even intervals within the window."""
    first = count - 1
    while first > 0 and days[count - 1] - days[first - 1] < window:
        first -= 1
    gaps = np.diff(days[first:count]).astype(np.float64)
    if len(gaps) + 1 < least or np.sum(alike[first + 1 : count]) < 0.5 * len(gaps):
        return False
    middle = usual if len(gaps) == 1 else np.sort(gaps)[(len(gaps) - 1) // 2]
    return np.sum(np.abs(gaps - middle) <= slack * middle) >= even * len(gaps)


@njit(cache=True, nogil=True)
def _standings(party, person, day, amount, paid_in, returned, usual, month, window, least, slack, even, enough):  # type: ignore[no-untyped-def]
    found = [(0, 0, 0, 0, 0) for _ in range(0)]
    horizon = len(month) + window + 2
    payers, backed, money = np.zeros(horizon, np.int64), np.zeros(horizon, np.int64), np.zeros(horizon, np.int64)
    begin = 0
    while begin < len(party):
        of_party = begin
        payers[:], backed[:], money[:] = 0, 0, 0
        while begin < len(party) and party[begin] == party[of_party]:
            end = begin
            while end < len(party) and party[end] == party[begin] and person[end] == person[begin]:
                end += 1
            one = slice(begin, end)
            _add_person(day[one], amount[one], paid_in[one], returned[one], usual[begin], window, least, slack, even, payers, backed, money)
            begin = end
        _worst_days(party[of_party], np.cumsum(payers), np.cumsum(backed), np.cumsum(money), month, enough, found)
    return found


@njit(cache=True, nogil=True)
def _add_person(day, amount, paid_in, returned, usual, window, least, slack, even, payers, backed, money):  # type: ignore[no-untyped-def]
    """Add one person's days as a payer, his days with returns among them, and his money, as differences by day."""
    covered = np.zeros(len(payers), np.bool_)  # days on which he paid within the window
    with_returns = np.zeros(len(payers), np.bool_)
    days, alike, count = np.zeros(len(day), np.int64), np.zeros(len(day), np.int64), 0
    for k in range(len(day)):
        if paid_in[k]:
            covered[day[k] : day[k] + window] = True
            money[day[k]] += amount[k]
            money[day[k] + window] -= amount[k]
        elif returned[k]:
            days[count], alike[count] = day[k], returned[k] == 2
            count += 1
            with_returns[day[k] :] = False  # judged anew
            if count >= 2 and _is_even(days, alike, count, usual, window, least, slack, even):
                with_returns[day[k] : days[count - 2] + window] = True
    before, before_backed = False, False
    for d in range(len(payers)):
        payers[d] += covered[d] - before
        is_backed = covered[d] and with_returns[d]
        backed[d] += is_backed - before_backed
        before, before_backed = covered[d], is_backed


@njit(cache=True, nogil=True)
def _worst_days(party, payers, backed, money, month, enough, found):  # type: ignore[no-untyped-def]
    begin = 0
    while begin < len(month):
        most, richest, end = -1, -1, begin
        while end < len(month) and month[end] == month[begin]:
            if backed[end] >= enough:
                most = end if most < 0 or payers[end] > payers[most] else most
                richest = end if richest < 0 or money[end] > money[richest] else richest
            end += 1
        if most >= 0:
            found.append((party, most, payers[most], backed[most], money[most]))
            if richest != most:
                found.append((party, richest, payers[richest], backed[richest], money[richest]))
        begin = end
