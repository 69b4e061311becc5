"""Which parties make up one group on which days: those tied by control, by more than half of the shares or otherwise.

State bodies tie nobody together. Kin, common officers, an address or a phone make no group.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lookthrough.flows.classes import RELATIONS, Kind
from lookthrough.flows.coding import Numbers
from lookthrough.flows.loans import column
from lookthrough.flows.standing import ALWAYS

if TYPE_CHECKING:
    from lookthrough.flows.whole import Whole

_MOST = 0.5  # of the shares: whoever holds more controls


@dataclass(frozen=True, slots=True)
class Control:
    """Who controls whom (party codes) from day to day, both included."""

    holder: Numbers
    held: Numbers
    from_day: Numbers
    to_day: Numbers

    def of(self, rows: Numbers) -> Control:
        """Return some of the ties."""
        return Control(self.holder[rows], self.held[rows], self.from_day[rows], self.to_day[rows])


def control(whole: Whole) -> Control:
    """Return the ties of control in the ledger."""
    relations = whole.table("the_relations")
    kind, share = column(relations, "kind"), column(relations, "share", 0.0)
    by_shares = (kind == RELATIONS.index("shareholder")) & (share > _MOST)
    holder = column(relations, "from_party")
    of_the_state = column(whole.table("the_parties"), "kind")[holder] == int(Kind.GOVERNMENT)
    rows = np.flatnonzero((by_shares | (kind == RELATIONS.index("controller"))) & ~of_the_state)
    days = column(relations, "from_day", ALWAYS[0])[rows], column(relations, "to_day", ALWAYS[1])[rows]
    return Control(holder[rows], column(relations, "to_party")[rows], *days)


def groups(ties: Control, parties: int) -> Numbers:
    """Return a number for each party, the same for all of one group."""
    edges = coo_array((np.ones(len(ties.holder), np.int8), (ties.holder, ties.held)), shape=(parties, parties))
    found: Numbers = connected_components(edges, directed=False)[1]
    return found


def groups_of(whole: Whole, debtors: Numbers, first_day: int, last_day: int) -> Iterator[tuple[int, int, Numbers]]:
    """Yield spans of days (both ends included) with the group of each party in them; nothing where no two debtors are ever tied."""
    ties, parties = control(whole), len(whole.codes.party_ids)
    ever = groups(ties, parties)
    many = np.bincount(ever[np.unique(debtors)], minlength=parties) > 1
    ties = ties.of(np.flatnonzero(many[ever[ties.holder]]))
    if not len(ties.holder):
        return
    turns = np.unique(np.concatenate([ties.from_day, ties.to_day.astype(np.int64) + 1]))
    starts = [first_day, *turns[(turns > first_day) & (turns <= last_day)].tolist()]
    for begin, end in zip(starts, [*(start - 1 for start in starts[1:]), last_day], strict=True):
        yield begin, end, groups(ties.of(np.flatnonzero((ties.from_day <= begin) & (ties.to_day >= begin))), parties)


def controllers(ties: Control, operator: int) -> Control:
    """Return the ties by which somebody controls a firm, himself or through others; the last of them lead to the firm itself."""
    found, above = np.zeros(0, np.int64), {operator}
    while True:
        rows = np.flatnonzero(np.isin(ties.held, sorted(above)))
        if len(rows) == len(found):
            return ties.of(found)
        found, above = rows, above | set(ties.holder[rows].tolist())
