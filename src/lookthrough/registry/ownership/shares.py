"""Effective shares through chains and rings.

With W(i, j) the share that i holds in j, everything that reaches back from a firm f solves y = e(f) + W y, that is (I - W) y = e(f):
y(i) is what i holds of f over all ways, rounds included. Where each cap table on the way is complete, the shares of those whom nobody
owns sum to one.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, identity
from scipy.sparse.linalg import splu

from lookthrough.registry.ownership.graph import MARGIN, CapTables
from lookthrough.registry.ownership.rings import Ring

_MOST_STEPS = 20_000  # partial chains looked at before the search for example chains ends


@dataclass(frozen=True, slots=True)
class Chain:
    """One way from a holder down to a firm: the parties in order and the product of the shares between them."""

    parties: tuple[str, ...]
    share: float


def effective_shares(firm: str, tables: CapTables, closed: Iterable[Ring] = ()) -> dict[str, float]:
    """Return what each party holds of ``firm`` directly and indirectly.

    Rings without an answer (``closed``) are followed up to their members and no further: what reaches them ends there.
    """
    stop = {party for ring in closed for party in ring.parties}
    return _solved(firm, _open_ways(tables.holders, firm, stop))


def effective_holdings(party: str, tables: CapTables, closed: Iterable[Ring] = ()) -> dict[str, float]:
    """Return how much of each firm ``party`` holds directly and indirectly; into rings without an answer, not beyond their members."""
    stop = {member for ring in closed for member in ring.parties}
    return _solved(party, _open_ways(tables.holdings, party, stop))


def _open_ways(ways: Mapping[str, Mapping[str, float]], start: str, stop: set[str]) -> dict[str, Mapping[str, float]]:
    """Return the steps to follow: none out of a stop, but for the start, which is left and never counted as reaching itself."""
    kept = {name: table for name, table in ways.items() if name not in stop}
    if start in stop and start in ways:
        kept[start] = {other: share for other, share in ways[start].items() if other != start}
    return kept


def _solved(start: str, next_of: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Solve x = e(start) + A x, where A(next, from) is the share on the step from one party to the next."""
    names = _reached(start, next_of)
    place = {name: number for number, name in enumerate(names)}
    rows, columns, values = [], [], []
    for name in names:
        for other, share in next_of.get(name, {}).items():
            rows.append(place[other])
            columns.append(place[name])
            values.append(share)
    size = len(names)
    matrix = csc_array((values, (rows, columns)), shape=(size, size))
    right = np.zeros(size)
    right[place[start]] = 1.0
    solved = splu((identity(size, format="csc") - matrix).tocsc()).solve(right) if values else right
    solved[place[start]] -= 1.0  # what remains is what comes back to it round a ring
    return {name: float(value) for name, value in zip(names, solved, strict=True) if abs(value) > MARGIN / 1000}


def _reached(start: str, next_of: Mapping[str, Mapping[str, float]]) -> list[str]:
    seen, front = {start: None}, [start]
    while front:
        fresh = [other for name in front for other in next_of.get(name, {}) if other not in seen]
        front = list(dict.fromkeys(fresh))
        seen |= dict.fromkeys(front)
    return list(seen)


def chains(firm: str, tables: CapTables, *, each: int = 3) -> dict[str, list[Chain]]:
    """Return for each party its largest chains down to ``firm``, at most ``each``, none of which visits a party twice."""
    found: dict[str, list[Chain]] = {}
    waiting: list[tuple[float, int, tuple[str, ...]]] = [(-1.0, 0, (firm,))]
    steps = 0
    while waiting and steps < _MOST_STEPS:
        share, _, way = heapq.heappop(waiting)
        known = found.setdefault(way[0], [])
        if len(way) > 1 and len(known) >= each:
            continue
        if len(way) > 1:
            known.append(Chain(way, -share))
        for holder, part in tables.holders.get(way[0], {}).items():
            if holder not in way and part > 0:
                steps += 1
                heapq.heappush(waiting, (share * part, steps, (holder, *way)))
    return found
