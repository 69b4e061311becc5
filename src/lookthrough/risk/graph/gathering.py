"""Where the graph's ties come from: guarantees of the register, loans and guarantees of the ledger and of returns, under one key a firm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lookthrough.flows.loan_book import Body, Loan, loan_book
from lookthrough.flows.parties import PartyFacts, parties_of
from lookthrough.intake import queries as intake
from lookthrough.intake import row_queries
from lookthrough.registry import guarantee_queries as register
from lookthrough.registry import queries as registry
from lookthrough.registry.guarantee_queries import TiedParty
from lookthrough.registry.queries import InstitutionFacts
from lookthrough.risk.graph.exposures import Exposure, NewLoan
from lookthrough.risk.graph.guarantees import Guarantee
from lookthrough.risk.graph.ties import GUARANTOR, MICROLENDER, Gathered, Node, joined

_FIRST_DAY = date(1970, 1, 1)  # returns count days from here
_CLIENTS = {GUARANTOR: ("guarantor_clients", "guarantor_uscc"), MICROLENDER: ("microlender_loans", "lender_uscc")}


def gather(*, ledger: Path | None, as_of: date) -> Gathered:
    """Return the ties of the register, of returns and, if there is one, of a ledger; a firm that several know is one party."""
    sources = [_of_register(as_of), _of_returns(as_of)]
    if ledger is not None:
        sources.insert(1, _of_ledger(ledger, as_of))
    found = joined(sources)
    found.groups = register.hands_above(keys=[key for key in found.nodes if key.startswith("c")], on=as_of)
    return found


def _of_register(as_of: date) -> Gathered:
    found, ties = Gathered(), register.guarantees(on=as_of)
    for key, party in register.tied_parties(keys={end for tie in ties for end in (tie.guarantor, tie.debtor)}).items():
        found.nodes[key] = Node(key, party.name or key, party.region_code, party.company_id, party.is_person)
    found.guarantees = [Guarantee(tie.guarantor, tie.debtor, tie.fen) for tie in ties]
    return found


def _of_ledger(ledger: Path, as_of: date) -> Gathered:
    found, (loans, bodies) = Gathered(), loan_book(ledger=ledger, as_of=as_of)
    named = {one.institution_id: one for one in registry.institutions()}
    wanted = {one.borrower for one in loans} | {one.guarantor for one in loans if one.guarantor} | {one.operator for one in bodies}
    keys = _keys(found, parties_of(ledger=ledger, party_ids=wanted))
    guarantors = {keys.get(one.operator, one.operator): one for one in bodies if one.business == GUARANTOR}
    for one in bodies:
        if one.net_assets_fen is not None:
            found.own_funds[one.institution_id] = one.net_assets_fen
        found.businesses[one.institution_id] = one.business
        found.nodes[one.institution_id] = _institution(one.institution_id, named.get(one.institution_id))
    for loan in loans:
        _lend(found, loan, keys, guarantors)
    return found


def _lend(found: Gathered, loan: Loan, keys: Mapping[str, str], guarantors: Mapping[str, Body]) -> None:
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
        keys[one.party_id] = firm.key if firm else one.party_id
        node = _firm(firm) if firm else Node(one.party_id, one.name or one.party_id, one.region_code, "", one.is_person)
        found.nodes[node.key] = node
    return keys


def _of_returns(as_of: date) -> Gathered:
    """Return what licensed bodies report of their clients in the newest month that has come."""
    found, operated = Gathered(), {}
    for one in registry.institutions():
        if one.business in _CLIENTS and one.operator:
            operated[one.operator.uscc] = one
    months: set[str] = set()
    for business, (template, body) in _CLIENTS.items():
        month = row_queries.newest_month(template_slug=template, until=as_of.strftime("%Y-%m"))
        rows = row_queries.rows_that_count(template_slug=template, month=month) if month else []
        months |= {month} if month else set()
        firms = register.firms_by_code(usccs={row.subject_id for row in rows} | {str(row.values.get(body) or "") for row in rows})
        for row in rows:
            code = str(row.values.get(body) or "")
            _report(found, business, _party(found, firms, code), _party(found, firms, row.subject_id), operated.get(code), row.values)
    bodies = [one.institution_id for one in operated.values()]
    for fact in intake.facts(months=sorted(months), subject_type="institution", subject_ids=bodies) if months else []:
        if fact.field == "net_assets_fen":
            found.own_funds[fact.subject_id] = int(fact.value)
    return found


def _report(
    found: Gathered, business: str, body: str, client: str, institution: InstitutionFacts | None, values: Mapping[str, Any]
) -> None:
    owed = int(values.get("guaranteed_outstanding_fen" if business == GUARANTOR else "microloans_outstanding_fen") or 0)
    if business == GUARANTOR and owed:
        found.guarantees.append(Guarantee(body, client, owed))
    lender = institution.institution_id if institution else body
    if institution:
        found.nodes[lender] = _institution(lender, institution)
        found.businesses[lender] = business
        found.exposures.append(Exposure(lender, client, owed))
    granted = values.get("microloans_granted_day")
    if isinstance(granted, int | float):
        fen = int(values.get("microloans_granted_fen") or 0)
        found.loans.append(NewLoan(lender, client, _FIRST_DAY + timedelta(days=int(granted)), fen))


def _party(found: Gathered, firms: Mapping[str, TiedParty], code: str) -> str:
    """Return the key of a firm by its credit code: the register's, where it is known there."""
    node = _firm(firms[code]) if code in firms else Node(code, code)
    found.nodes[node.key] = node
    return node.key


def _firm(firm: TiedParty) -> Node:
    return Node(firm.key, firm.name, firm.region_code, firm.company_id)


def _institution(institution_id: str, known: InstitutionFacts | None) -> Node:
    if known is None:
        return Node(institution_id, institution_id)
    return Node(institution_id, known.name, known.region_code, known.operator.company_id if known.operator else "")
