"""Circular holdings: firms that own each other round, with one loop spelled out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from lookthrough.registry.ownership.graph import MARGIN, CapTables

_LARGEST_EXAMINED = 400  # firms of one ring whose equations are examined by their eigenvalues


@dataclass(frozen=True, slots=True)
class Ring:
    """Firms that hold each other in a circle; ``loop`` is a shortest way round, its first firm again at the end.

    ``solvable``: whether shares through it have an answer. They have none where nobody outside holds anything of it, or where its cap
    tables are so over-subscribed that each round would give more than the one before.
    """

    parties: tuple[str, ...]
    loop: tuple[str, ...]
    solvable: bool


def rings(tables: CapTables) -> list[Ring]:
    """Return all circular holdings of the graph, the largest first."""
    names = tables.parties()
    if not names:
        return []
    place = {name: number for number, name in enumerate(names)}
    edges = [(place[holder], place[firm]) for firm, held in tables.holders.items() for holder, share in held.items() if share > 0]
    sources, targets = zip(*edges, strict=True) if edges else ((), ())
    matrix = csr_array((np.ones(len(edges)), (sources, targets)), shape=(len(names), len(names)))
    count, labels = connected_components(matrix, directed=True, connection="strong")
    sizes = np.bincount(labels, minlength=count)
    alone = set(np.flatnonzero(sizes == 1).tolist())
    own = {firm for firm, held in tables.holders.items() if held.get(firm, 0) > 0}
    members: dict[int, list[str]] = {}
    for name, label in zip(names, labels.tolist(), strict=True):
        if label not in alone or name in own:
            members.setdefault(label, []).append(name)
    found = [Ring(tuple(some), _loop(some, tables), _solvable(some, tables)) for some in members.values()]
    return sorted(found, key=lambda ring: (-len(ring.parties), ring.parties))


def _loop(members: list[str], tables: CapTables) -> tuple[str, ...]:
    """Return a shortest loop through the first member, walking from holder to what it holds."""
    inside, first = set(members), members[0]
    came: dict[str, str] = {}
    waiting = deque([first])
    while waiting:
        party = waiting.popleft()
        for held in sorted(tables.holdings.get(party, {})):
            if held == first:
                return (*_way_back(came, first, party), first)
            if held in inside and held not in came:
                came[held] = party
                waiting.append(held)
    return (first, first)


def _way_back(came: dict[str, str], first: str, party: str) -> list[str]:
    way = [party]
    while way[-1] != first:
        way.append(came[way[-1]])
    return way[::-1]


def _solvable(members: list[str], tables: CapTables) -> bool:
    """Tell whether money that goes round the ring fades out: the block's spectral radius is below one."""
    inside = set(members)
    columns = [sum(share for holder, share in tables.holders[firm].items() if holder in inside) for firm in members]
    if max(columns) <= 1 + MARGIN:
        return min(columns) < 1 - MARGIN  # irreducible and somewhere an outlet
    if len(members) > _LARGEST_EXAMINED:
        return False
    block = np.array([[tables.holders[firm].get(holder, 0.0) for firm in members] for holder in members])
    return bool(np.abs(np.linalg.eigvals(block)).max() < 1 - MARGIN)
