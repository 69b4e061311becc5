"""Reads a generated ledger the way a supervisor would, for the stories told about it."""

# ruff: noqa: S608 - the queries are this test's own

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

TABLES = ("parties", "relations", "institutions", "accounts", "products", "transfers", "withdrawals", "truth")


def opened(ledger: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection with one view a table, and ``moved``: transfers with the roles and institutions at both ends."""
    con = duckdb.connect()
    for table in TABLES:
        found = f"{ledger}/{table}/*.parquet" if (ledger / table).is_dir() else f"{ledger}/{table}.parquet"
        con.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{found}')")
    con.execute(
        "CREATE VIEW moved AS SELECT t.*, a.role AS from_role, b.role AS to_role, a.institution_id AS from_institution, "
        "b.institution_id AS to_institution, a.holder_party_id AS from_holder, b.holder_party_id AS to_holder "
        "FROM transfers t JOIN accounts a ON a.account_id = from_account_id JOIN accounts b ON b.account_id = to_account_id"
    )
    return con


def count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    """Return the one number that a query gives."""
    row = con.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def contents(folder: Path) -> dict[str, str]:
    """Return a hash of every file below ``folder``."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# balances after each movement, in the order of the contract: by moment, credits before debits, by id
BALANCES = """
WITH movements AS (
  SELECT from_account_id AS account_id, -amount_fen AS fen, "at", 1 AS is_debit, transfer_id FROM transfers
  UNION ALL SELECT to_account_id, amount_fen, "at", 0, transfer_id FROM transfers)
SELECT account_id, sum(fen) OVER (PARTITION BY account_id ORDER BY "at", is_debit, transfer_id ROWS UNBOUNDED PRECEDING) AS balance
FROM movements
"""
