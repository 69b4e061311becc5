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


@dataclass(frozen=True, slots=True)
class GuaranteeGraph:
    """Guarantees made ready once for all questions: parties numbered by name, one edge a pair, the ring that each party stands in."""

    names: Sequence[str]
    source: Sequence[int]
    target: Sequence[int]
    fen: Sequence[int]
    ring_of: Sequence[int]  # strong component of each party
    members: Sequence[Sequence[int]]
    within: Sequence[bool]  # whether an edge stays inside a ring


def summed(guarantees: Iterable[Guarantee]) -> dict[tuple[str, str], int]:
    """Return what each party vouches for of each other, several guarantees between two parties as one."""
    found: dict[tuple[str, str], int] = {}
    for one in guarantees:
        found[one.guarantor, one.debtor] = found.get((one.guarantor, one.debtor), 0) + one.fen
    return found


def rings(guarantees: Iterable[Guarantee] | GuaranteeGraph) -> list[GuaranteeRing]:
    """Return every ring, the largest amount first; a party that stands for itself is a ring of one."""
    graph = guarantees if isinstance(guarantees, GuaranteeGraph) else graph_of(guarantees)
    inside: dict[int, list[int]] = {}
    for edge in np.flatnonzero(graph.within).tolist():
        inside.setdefault(graph.ring_of[graph.source[edge]], []).append(edge)
    found = []
    for ring, edges in inside.items():
        parties = tuple(graph.names[party] for party in graph.members[ring])
        ends = [(graph.source[edge], graph.target[edge]) for edge in edges]
        loop = tuple(graph.names[party] for party in _loop(graph.members[ring][0], ends))
        found.append(GuaranteeRing(parties, loop, sum(graph.fen[edge] for edge in edges), len(edges)))
    return sorted(found, key=lambda one: (-one.fen, -len(one.parties), one.parties))


def chains(guarantees: Iterable[Guarantee] | GuaranteeGraph, *, at_least: int = 2) -> list[GuaranteeChain]:
    """Return, for each guarantor that nobody stands for, its longest chain of at least so many guarantees; longest first."""
    graph = guarantees if isinstance(guarantees, GuaranteeGraph) else graph_of(guarantees)
    length, fen, after = _longest(graph)
    begins = np.ones(len(graph.members), np.bool_)
    between = np.flatnonzero(~np.asarray(graph.within, np.bool_))
    begins[np.asarray(graph.ring_of, np.int64)[np.asarray(graph.target, np.int64)[between]]] = False
    tops = [ring for ring in np.flatnonzero(begins).tolist() if length[ring] >= at_least]
    found = [_chain(graph, ring, length[ring], fen[ring], after) for ring in tops]
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


def graph_of(guarantees: Iterable[Guarantee]) -> GuaranteeGraph:
    """Make guarantees ready: several between two parties become one, parties get numbers, strong components are the rings."""
    by_name = summed(guarantees)
    names = sorted({party for ends in by_name for party in ends})
    if not names:
        return GuaranteeGraph((), (), (), (), (), (), ())
    place = {name: number for number, name in enumerate(names)}
    source = np.fromiter((place[one] for one, _ in by_name), np.int64, len(by_name))
    target = np.fromiter((place[other] for _, other in by_name), np.int64, len(by_name))
    matrix = csr_array((np.ones(len(source), np.int8), (source, target)), shape=(len(names), len(names)))
    count, labels = connected_components(matrix, directed=True, connection="strong")
    members: list[list[int]] = [[] for _ in range(count)]
    ring_of: list[int] = labels.tolist()
    for party, ring in enumerate(ring_of):
        members[ring].append(party)
    within = (labels[source] == labels[target]).tolist()
    return GuaranteeGraph(names, source.tolist(), target.tolist(), list(by_name.values()), ring_of, members, within)


def _longest(graph: GuaranteeGraph) -> tuple[list[int], list[int], list[int]]:
    """Return for each ring its longest way down, that way's fen, and the edge by which it begins (-1 for none); debtors come first."""
    count, source, ring_of = len(graph.members), graph.source, graph.ring_of
    above: list[list[int]] = [[] for _ in range(count)]  # edges into a ring from elsewhere
    left = [0] * count
    for edge in np.flatnonzero(~np.asarray(graph.within, np.bool_)).tolist():
        above[ring_of[graph.target[edge]]].append(edge)
        left[ring_of[source[edge]]] += 1
    length, fen, after = [0] * count, [0] * count, [-1] * count
    waiting = deque(ring for ring in range(count) if not left[ring])
    while waiting:
        ring = waiting.popleft()
        longer, below = length[ring] + 1, fen[ring]
        for edge in above[ring]:
            guarantor = ring_of[source[edge]]
            reach, amount = (longer, below + graph.fen[edge]), (length[guarantor], fen[guarantor])
            # of equal chains the one through parties first by name is told, whatever the order of rows
            if reach > amount or (reach == amount and _ends(graph, edge) < _ends(graph, after[guarantor])):
                length[guarantor], fen[guarantor], after[guarantor] = *reach, edge
            left[guarantor] -= 1
            if not left[guarantor]:
                waiting.append(guarantor)
    return length, fen, after


def _ends(graph: GuaranteeGraph, edge: int) -> tuple[int, int]:
    return graph.source[edge], graph.target[edge]


def _chain(graph: GuaranteeGraph, ring: int, length: int, fen: int, after: Sequence[int]) -> GuaranteeChain:
    parties: list[int] = []
    amounts: list[int] = []
    while after[ring] >= 0:
        source, target = _ends(graph, after[ring])
        if not parties or parties[-1] != source:
            parties.append(source)
        parties.append(target)
        amounts.append(graph.fen[after[ring]])
        ring = graph.ring_of[target]
    least = min((amount for amount in amounts if amount), default=0)
    return GuaranteeChain(tuple(graph.names[party] for party in parties), length, fen, least)


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
