"""Where the graph's ties come from: guarantees of the register, loans and guarantees of the ledger, under one key a firm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lookthrough.flows.loan_book import Body, Loan, loan_book
from lookthrough.flows.parties import PartyFacts, parties_of
from lookthrough.registry import guarantee_queries as register
from lookthrough.registry import queries as registry
from lookthrough.risk.graph.exposures import Exposure, NewLoan
from lookthrough.risk.graph.guarantees import Guarantee

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
    """All that the graph is made from on a day."""

    nodes: dict[str, Node] = field(default_factory=dict)
    guarantees: list[Guarantee] = field(default_factory=list)
    exposures: list[Exposure] = field(default_factory=list)
    own_funds: dict[str, int] = field(default_factory=dict)
    businesses: dict[str, str] = field(default_factory=dict)
    loans: list[NewLoan] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)


def gather(*, ledger: Path | None, as_of: date) -> Gathered:
    """Return the ties of the register and, if there is one, of a ledger; a firm that both know is one party."""
    found = Gathered()
    ties = register.guarantees(on=as_of)
    for key, party in register.tied_parties(keys={end for tie in ties for end in (tie.guarantor, tie.debtor)}).items():
        found.nodes[key] = Node(key, party.name or key, party.region_code, party.company_id, party.is_person)
    found.guarantees += [Guarantee(tie.guarantor, tie.debtor, tie.fen) for tie in ties]
    if ledger is not None:
        _of_ledger(found, ledger, as_of)
    firms = [key for key in found.nodes if key.startswith("c")]
    found.groups = register.hands_above(keys=firms, on=as_of)
    return found


def _of_ledger(found: Gathered, ledger: Path, as_of: date) -> None:
    loans, bodies = loan_book(ledger=ledger, as_of=as_of)
    named = {one.institution_id: one for one in registry.institutions()}
    wanted = {one.borrower for one in loans} | {one.guarantor for one in loans if one.guarantor} | {one.operator for one in bodies}
    keys = _keys(found, parties_of(ledger=ledger, party_ids=wanted))
    guarantor_of = {keys.get(one.operator, one.operator): one for one in bodies if one.business == GUARANTOR}
    for one in bodies:
        if one.net_assets_fen is not None:
            found.own_funds[one.institution_id] = one.net_assets_fen
        found.businesses[one.institution_id] = one.business
        known = named.get(one.institution_id)
        region, company = (known.region_code, known.operator.company_id if known.operator else "") if known else ("", "")
        found.nodes.setdefault(one.institution_id, Node(one.institution_id, known.name if known else one.institution_id, region, company))
    for loan in loans:
        _add(found, loan, keys, guarantor_of)


def _add(found: Gathered, loan: Loan, keys: Mapping[str, str], guarantors: Mapping[str, Body]) -> None:
    borrower = keys.get(loan.borrower, loan.borrower)
    found.nodes.setdefault(borrower, Node(borrower, borrower))
    found.loans.append(NewLoan(loan.institution_id, borrower, loan.first_day, loan.granted_fen))
    if loan.business == MICROLENDER:
        found.exposures.append(Exposure(loan.institution_id, borrower, loan.outstanding_fen))
    if not loan.guarantor or not loan.outstanding_fen:
        return
    guarantor = keys.get(loan.guarantor, loan.guarantor)
    found.nodes.setdefault(guarantor, Node(guarantor, guarantor))
    found.guarantees.append(Guarantee(guarantor, borrower, loan.outstanding_fen))
    if guarantor in guarantors:
        found.exposures.append(Exposure(guarantors[guarantor].institution_id, borrower, loan.outstanding_fen))


def _keys(found: Gathered, parties: Iterable[PartyFacts]) -> dict[str, str]:
    """Return the key of each party of the ledger: the register's, where its credit code is known there."""
    listed = list(parties)
    firms = register.firms_by_code(usccs=(one.identifier for one in listed if not one.is_person))
    keys = {}
    for one in listed:
        firm = None if one.is_person else firms.get(one.identifier)
        keys[one.party_id] = key = firm.key if firm else one.party_id
        node = Node(key, firm.name, firm.region_code, firm.company_id) if firm else Node(
            key, one.name or one.party_id, one.region_code, "", one.is_person
        )  # fmt: skip
        found.nodes.setdefault(key, node)
    return keys
