"""Who a ledger says the firms and people are that findings speak of; people are told by a hash, never by a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lookthrough.flows.classes import Kind
from lookthrough.flows.reading import open_table
from lookthrough.kernel.identifiers import normalise_uscc
from lookthrough.kernel.texts import Text

# of anybody else a name in the ledger may be a person's, and is not kept
_NAMED = {Kind.COMPANY.word, Kind.COOPERATIVE.word, Kind.GOVERNMENT.word}
# what stands before the label of somebody without a name
UNNAMED = {
    Kind.PERSON.word: Text("自然人", "Person"),
    Kind.COMPANY.word: Text("未具名企业", "Unnamed firm"),
    Kind.COOPERATIVE.word: Text("未具名合作社", "Unnamed co-operative"),
    Kind.GOVERNMENT.word: Text("未具名单位", "Unnamed public body"),
    Kind.UNKNOWN.word: Text("身份不明主体", "Unknown party"),
}


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
            "SELECT party_id, kind, left(coalesce(name, ''), 200), left(coalesce(identifier, ''), 128), "
            "CASE WHEN regexp_full_match(region_code, '[0-9]{2,12}') THEN region_code ELSE '' END FROM parties "
            "WHERE list_contains(?::VARCHAR[], party_id) ORDER BY party_id",
            [wanted],
        ).fetchall()
    return [
        PartyFacts(party, kind, name if kind in _NAMED else "", code if kind == Kind.PERSON.word else normalise_uscc(code), region)
        for party, kind, name, code, region in rows
    ]
