"""The ties of a graph as one source tells them, and how several sources become one: the larger amount counts, never the sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lookthrough.risk.graph.exposures import Exposure, NewLoan
from lookthrough.risk.graph.guarantees import Guarantee, summed

GUARANTOR, MICROLENDER = "guarantor", "microlender"


@dataclass(frozen=True, slots=True)
class Node:
    """A party as a page names it; a person has a key in place of a name."""

    key: str
    name: str
    region_code: str = ""
    company_id: str = ""
    person: bool = False


@dataclass(slots=True)
class Gathered:
    """Ties on a day: who they are, guarantees, exposures of bodies with their own funds, loans granted, groups under one hand."""

    nodes: dict[str, Node] = field(default_factory=dict)
    guarantees: list[Guarantee] = field(default_factory=list)
    exposures: list[Exposure] = field(default_factory=list)
    own_funds: dict[str, int] = field(default_factory=dict)
    businesses: dict[str, str] = field(default_factory=dict)
    loans: list[NewLoan] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)


def joined(sources: Sequence[Gathered]) -> Gathered:
    """Join what sources tell: of one pair told by several the largest amount; of nodes and own funds the source named first."""
    found = Gathered()
    guarantees: dict[tuple[str, str], int] = {}
    exposures: dict[tuple[str, str], int] = {}
    lent: set[tuple[str, str]] = set()
    for one in sources:
        found.nodes = {**one.nodes, **found.nodes}
        found.own_funds = {**one.own_funds, **found.own_funds}
        found.businesses = {**one.businesses, **found.businesses}
        for pair, fen in summed(one.guarantees).items():
            guarantees[pair] = max(fen, guarantees.get(pair, 0))
        for pair, fen in _at_stake(one.exposures).items():
            exposures[pair] = max(fen, exposures.get(pair, 0))
        found.loans += [loan for loan in one.loans if (loan.lender, loan.borrower) not in lent]
        lent |= {(loan.lender, loan.borrower) for loan in one.loans}
    found.guarantees = [Guarantee(*pair, fen) for pair, fen in guarantees.items()]
    found.exposures = [Exposure(*pair, fen) for pair, fen in exposures.items()]
    return found


def _at_stake(exposures: Iterable[Exposure]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for one in exposures:
        found[one.body, one.client] = found.get((one.body, one.client), 0) + one.fen
    return found
