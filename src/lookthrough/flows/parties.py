"""Who a ledger says the firms and people are that findings speak of; people are told by a hash, never by a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lookthrough.flows.classes import Kind
from lookthrough.flows.reading import open_table

# of anybody else a name in the ledger may be a person's, and is not kept
_NAMED = {Kind.COMPANY.word, Kind.COOPERATIVE.word, Kind.GOVERNMENT.word}


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """One party of a ledger; ``identifier`` is a firm's code, or a hash that stands for a person."""

    party_id: str
    kind: str
    name: str
    identifier: str
    region_code: str

    @property
    def is_person(self) -> bool:
        """Tell whether the ledger calls it a person."""
        return self.kind == Kind.PERSON.word


def parties_of(*, ledger: Path, party_ids: Iterable[str]) -> list[PartyFacts]:
    """Return what a ledger's table of parties says of some of them, by id; what it does not list is left out."""
    wanted = sorted(set(party_ids))
    if not wanted:
        return []
    with duckdb.connect() as con:
        open_table(con, ledger, "parties")
        rows = con.execute(
            "SELECT party_id, kind, coalesce(name, ''), coalesce(identifier, ''), coalesce(region_code, '') FROM parties "
            "WHERE list_contains(?::VARCHAR[], party_id) ORDER BY party_id",
            [wanted],
        ).fetchall()
    return [PartyFacts(party, kind, name if kind in _NAMED else "", *rest) for party, kind, name, *rest in rows]
