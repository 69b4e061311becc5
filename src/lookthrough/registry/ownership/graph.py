"""Ties of ownership and control on one day as a graph: parties are keys, a share is a fraction of one, unknown shares stay unknown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lookthrough.registry.relation_kinds import CONTROLLER, SHAREHOLDER

MARGIN = 1e-9  # what sums of binary fractions may miss


@dataclass(frozen=True, slots=True)
class Tie:
    """One state of a tie; open ends are the first and last day there is."""

    holder: str
    target: str
    kind: str
    share: Decimal | None = None
    amount_fen: int | None = None
    valid_from: date = date.min
    valid_to: date = date.max
    relation_id: int = 0


@dataclass(slots=True)
class CapTables:
    """Who holds how much of each firm. ``unstated``: firms with a holder whose share nothing tells."""

    holders: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    holdings: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    controllers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unstated: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    from_amounts: set[str] = field(default_factory=set)

    def stated(self, firm: str) -> float:
        """Return the sum of a firm's stated shares."""
        return sum(self.holders.get(firm, {}).values())

    def oversubscribed(self) -> dict[str, float]:
        """Return firms whose stated shares sum to more than one."""
        return {firm: total for firm in self.holders if (total := self.stated(firm)) > 1 + MARGIN}

    def parties(self) -> list[str]:
        """Return everybody who holds or is held."""
        return sorted({*self.holders, *self.holdings})


def cap_tables(ties: Iterable[Tie]) -> CapTables:
    """Build the cap tables of one day; of several states of one tie the newest speaks."""
    newest: dict[tuple[str, str, str], Tie] = {}
    for tie in ties:
        before = newest.get((tie.holder, tie.target, tie.kind))
        if before is None or tie.valid_from >= before.valid_from:
            newest[tie.holder, tie.target, tie.kind] = tie
    tables, of = CapTables(), defaultdict(list)
    for tie in newest.values():
        if tie.kind == SHAREHOLDER:
            of[tie.target].append(tie)
        elif tie.kind == CONTROLLER:
            tables.controllers[tie.target].append(tie.holder)
    for firm, states in of.items():
        _enter(tables, firm, states)
    return tables


def _enter(tables: CapTables, firm: str, states: list[Tie]) -> None:
    shares = {tie.holder: tie.share for tie in states}
    if any(share is None for share in shares.values()):
        derived = _from_amounts(states)
        if derived:
            tables.from_amounts.add(firm)
            shares = {**derived}
    for holder, share in shares.items():
        if share is None:
            tables.unstated[firm].append(holder)
        else:
            tables.holders[firm][holder] = tables.holdings[holder][firm] = float(share)


def _from_amounts(states: list[Tie]) -> Mapping[str, Decimal | None]:
    """Return shares by subscribed amounts where every holder's is known; otherwise nothing."""
    amounts = {tie.holder: tie.amount_fen for tie in states if tie.amount_fen}
    if len(amounts) < len(states):
        return {}
    total = sum(amounts.values())
    return {holder: Decimal(amount) / total for holder, amount in amounts.items()}
