"""Guarantee chains and rings (担保链、担保圈): who stands for whom, how far a default runs, whose promise comes back to itself.

A guarantee leads from the guarantor to the debtor. A default runs against it: the debtor's guarantors must pay, then theirs. Firms that
stand for each other round in a circle are a ring; in a chain a ring counts as one firm, for its members fall together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One party vouches for another; ``fen`` is what for, 0 where no amount is known."""

    guarantor: str
    debtor: str
    fen: int = 0


@dataclass(frozen=True, slots=True)
class GuaranteeRing:
    """Parties that stand for each other round in a circle; ``loop`` is a shortest way round, its first party again at the end."""

    parties: tuple[str, ...]
    loop: tuple[str, ...]
    fen: int
    links: int


@dataclass(frozen=True, slots=True)
class GuaranteeChain:
    """A longest chain that begins at a guarantor nobody stands for: from it down to the last debtor.

    ``length`` counts guarantees between different firms or rings; of chains of one length the one with the largest sum is told.
    ``least_fen`` is the smallest guarantee on the way, over those whose amount is known.
    """

    parties: tuple[str, ...]
    length: int
    fen: int
    least_fen: int


@dataclass(slots=True)
class _Graph:
    names: list[str]
    fen: dict[tuple[int, int], int]
    ring_of: list[int]  # strong component of each party
    members: list[list[int]]


def summed(guarantees: Iterable[Guarantee]) -> dict[tuple[str, str], int]:
    """Return what each party vouches for of each other, several guarantees between two parties as one."""
    found: dict[tuple[str, str], int] = {}
    for one in guarantees:
        found[one.guarantor, one.debtor] = found.get((one.guarantor, one.debtor), 0) + one.fen
    return found


def rings(guarantees: Iterable[Guarantee]) -> list[GuaranteeRing]:
    """Return every ring, the largest amount first; a party that stands for itself is a ring of one."""
    graph = _graph(guarantees)
    inside: dict[int, list[tuple[int, int]]] = {}
    for source, target in graph.fen:
        if graph.ring_of[source] == graph.ring_of[target]:
            inside.setdefault(graph.ring_of[source], []).append((source, target))
    found = []
    for ring, edges in inside.items():
        parties = tuple(graph.names[party] for party in graph.members[ring])
        loop = tuple(graph.names[party] for party in _loop(graph.members[ring][0], edges))
        found.append(GuaranteeRing(parties, loop, sum(graph.fen[edge] for edge in edges), len(edges)))
    return sorted(found, key=lambda one: (-one.fen, -len(one.parties), one.parties))


def chains(guarantees: Iterable[Guarantee], *, at_least: int = 2) -> list[GuaranteeChain]:
    """Return, for each guarantor that nobody stands for, its longest chain of at least so many guarantees; longest first."""
    graph = _graph(guarantees)
    best, after = _longest(graph)
    has_guarantor = {graph.ring_of[target] for source, target in graph.fen if graph.ring_of[source] != graph.ring_of[target]}
    found = [
        _chain(graph, ring, best, after) for ring in range(len(graph.members)) if best[ring][0] >= at_least and ring not in has_guarantor
    ]
    return sorted(found, key=lambda one: (-one.length, -one.fen, one.parties))


def struck_by(debtor: str, guarantees: Iterable[Guarantee]) -> list[tuple[str, int]]:
    """Return who must pay if a debtor defaults and each that must pay fails too: party and how many steps away, nearest first."""
    guarantors: dict[str, set[str]] = {}
    for source, target in summed(guarantees):
        guarantors.setdefault(target, set()).add(source)
    steps, waiting = {debtor: 0}, deque([debtor])
    while waiting:
        party = waiting.popleft()
        for guarantor in sorted(guarantors.get(party, ())):
            if guarantor not in steps:
                steps[guarantor] = steps[party] + 1
                waiting.append(guarantor)
    return sorted(((party, step) for party, step in steps.items() if party != debtor), key=lambda one: (one[1], one[0]))


def _graph(guarantees: Iterable[Guarantee]) -> _Graph:
    by_name = summed(guarantees)
    names = sorted({party for ends in by_name for party in ends})
    place = {name: number for number, name in enumerate(names)}
    fen = {(place[source], place[target]): amount for (source, target), amount in by_name.items()}
    if not names:
        return _Graph([], {}, [], [])
    ends = np.array(list(fen), dtype=np.int64).reshape(-1, 2)
    matrix = csr_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), shape=(len(names), len(names)))
    count, labels = connected_components(matrix, directed=True, connection="strong")
    members: list[list[int]] = [[] for _ in range(count)]
    ring_of: list[int] = labels.tolist()
    for party, ring in enumerate(ring_of):
        members[ring].append(party)
    return _Graph(names, fen, ring_of, members)


_Best = tuple[int, int]  # guarantees, fen


def _longest(graph: _Graph) -> tuple[list[_Best], list[tuple[int, int] | None]]:
    """Return for each ring its longest way down (guarantees, then fen) and the guarantee by which it begins; debtors first."""
    count = len(graph.members)
    above: list[list[tuple[int, int]]] = [[] for _ in range(count)]  # guarantees into a ring
    left = [0] * count
    for source, target in graph.fen:
        one, other = graph.ring_of[source], graph.ring_of[target]
        if one != other:
            above[other].append((source, target))
            left[one] += 1
    best: list[_Best] = [(0, 0)] * count
    after: list[tuple[int, int] | None] = [None] * count
    waiting = deque(ring for ring in range(count) if not left[ring])
    while waiting:
        ring = waiting.popleft()
        for edge in above[ring]:
            guarantor = graph.ring_of[edge[0]]
            reach = (best[ring][0] + 1, best[ring][1] + graph.fen[edge])
            known = after[guarantor]
            # parties are numbered by name: of equal chains the same one is told whatever the order of rows
            if known is None or (reach, known) > (best[guarantor], edge):
                best[guarantor], after[guarantor] = reach, edge
            left[guarantor] -= 1
            if not left[guarantor]:
                waiting.append(guarantor)
    return best, after


def _chain(graph: _Graph, ring: int, best: Sequence[_Best], after: Sequence[tuple[int, int] | None]) -> GuaranteeChain:
    length, fen = best[ring]
    parties: list[int] = []
    amounts: list[int] = []
    at: int | None = ring
    while at is not None:
        edge = after[at]
        if edge is None:
            parties += [] if parties and graph.ring_of[parties[-1]] == at else [graph.members[at][0]]
            break
        parties += [party for party in edge[:1] if not parties or parties[-1] != party]
        parties.append(edge[1])
        amounts.append(graph.fen[edge])
        at = graph.ring_of[edge[1]]
    known = [amount for amount in amounts if amount]
    return GuaranteeChain(tuple(graph.names[party] for party in parties), length, fen, min(known, default=0))


def _loop(first: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Return a shortest way round through a ring's first party."""
    below: dict[int, list[int]] = {}
    for source, target in sorted(edges):
        below.setdefault(source, []).append(target)
    came: dict[int, int] = {}
    waiting = deque([first])
    while waiting:
        party = waiting.popleft()
        for target in below.get(party, ()):
            if target == first:
                return [*_way(came, first, party), first]
            if target not in came:
                came[target] = party
                waiting.append(target)
    return [first, first]


def _way(came: Mapping[int, int], first: int, party: int) -> list[int]:
    way = [party]
    while way[-1] != first:
        way.append(came[way[-1]])
    return way[::-1]
