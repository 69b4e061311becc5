"""What each client of an institution put in and got back, as the newest run's ledger has it; read under an authority that covers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from lookthrough.flows.queries import _current, _rows
from lookthrough.flows.reading import open_table
from lookthrough.flows.trace_queries import ledger_of_run


@dataclass(frozen=True, slots=True)
class ClientSums:
    """One client: the ledger's id, the hash or code that tells who it is, and both sums to the fen."""

    client_id: str
    identifier: str
    contributed_fen: int
    returned_fen: int


@dataclass(frozen=True, slots=True)
class SumsOfClients:
    """All clients of an institution until a day."""

    as_of: date
    clients: list[ClientSums]


_SUMS = """
SELECT account, sum(fen_in)::HUGEINT, sum(fen_out)::HUGEINT FROM (
  SELECT from_account_id AS account, part_fen AS fen_in, 0 AS fen_out FROM moves
  WHERE institution_id = ? AND kind = 'enters' AND origin = 'lender_principal'
  UNION ALL
  SELECT to_account_id, 0, part_fen FROM moves WHERE institution_id = ? AND kind = 'leaves' AND "use" = 'lender_return'
) GROUP BY account
"""


def client_sums(*, institution_id: str) -> SumsOfClients | None:
    """Return what every client of an institution put in and got back; nothing without a run or where its ledger lies elsewhere.

    Sums are by holder, over all accounts of one; an account without a holder is a client of its own. The caller holds the authority.
    """
    run, found = _current(), ledger_of_run()
    if run is None or found is None:
        return None
    sums = {str(account): (int(gave), int(got)) for account, gave, got in _rows(run, _SUMS, [institution_id, institution_id])}
    clients: dict[str, ClientSums] = {}
    for account, holder, identifier in _holders(found.folder, list(sums)):
        gave, got = sums[account]
        key = holder or account
        before = clients.get(key, ClientSums(key, identifier, 0, 0))
        clients[key] = ClientSums(key, identifier, before.contributed_fen + gave, before.returned_fen + got)
    return SumsOfClients(found.as_of, sorted(clients.values(), key=lambda one: one.client_id))


def _holders(folder: Path, accounts: list[str]) -> list[tuple[str, str, str]]:
    """Return account, holder and what tells the holder; empty where the ledger does not say."""
    with duckdb.connect() as con:
        open_table(con, folder, "accounts")
        open_table(con, folder, "parties")
        con.execute("CREATE TABLE wanted AS SELECT unnest(?::VARCHAR[]) AS account_id", [accounts])
        rows = con.execute(
            "SELECT w.account_id, coalesce(a.holder_party_id, ''), left(coalesce(p.identifier, ''), 128) FROM wanted w "
            "LEFT JOIN accounts a USING (account_id) LEFT JOIN parties p ON p.party_id = a.holder_party_id ORDER BY 1"
        ).fetchall()
    return [(str(account), str(holder), str(identifier)) for account, holder, identifier in rows]
