"""AMLSim's files as a ledger, and what stands planted in them: ``cd tests && python -m flows.amlsim --sets 1K 10K --keep FOLDER``.

Reads ``flows/amlsim_*`` below the folder that LOOKTHROUGH_REAL_DATA names. Everybody is a person with one account,
filled by its first deposit on the day before the files begin; there are no institutions.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from lookthrough.flows.following import trace_money
from lookthrough.flows.run import run_ledger

PARTY_RULES = ("public_fan_in", "circular_flow", "unlicensed_payment")
_TABLES = {
    "parties": "SELECT DISTINCT acct_id::VARCHAR AS party_id, 'person' AS kind FROM accounts ORDER BY 1",
    "relations": "SELECT '' AS from_party_id, '' AS to_party_id, 'kin' AS kind LIMIT 0",
    "institutions": "SELECT '' AS institution_id, '' AS operator_party_id, '' AS name, 'other' AS business, DATE '2017-01-01' AS opened_on "
    "LIMIT 0",
    "accounts": "SELECT DISTINCT acct_id::VARCHAR AS account_id, acct_id::VARCHAR AS holder_party_id, 'external' AS role FROM accounts "
    "ORDER BY 1",
    "products": "SELECT '' AS product_id, '' AS institution_id, 'loan' AS kind, 1::BIGINT AS principal_fen, 0.1 AS annual_rate, "
    "TIMESTAMP '2017-01-01' AS listed_at, 30 AS term_days LIMIT 0",
    "transfers": "SELECT format('d{:07d}', acct_id::BIGINT) AS transfer_id, TIMESTAMP '2016-12-31' AS \"at\", "
    "'deposits' AS from_account_id, acct_id::VARCHAR AS to_account_id, round(any_value(initial_deposit) * 100)::BIGINT "
    "AS amount_fen, 'transfer' AS purpose "
    "FROM accounts GROUP BY acct_id UNION ALL "
    "SELECT format('t{:07d}', tran_id::BIGINT), tran_timestamp::TIMESTAMP, orig_acct::VARCHAR, bene_acct::VARCHAR, "
    "round(base_amt * 100)::BIGINT, 'transfer' FROM transactions WHERE orig_acct <> bene_acct AND base_amt > 0 ORDER BY 1",
}


@dataclass(frozen=True)
class Planted:
    """One planted pattern: its transfers (id, moment, payer, payee) in the order of time."""

    kind: str
    transfers: list[tuple[str, datetime, str, str]]

    @property
    def payers(self) -> set[str]:
        return {payer for *_, payer, _ in self.transfers}

    @property
    def payees(self) -> set[str]:
        return {payee for *_, payee in self.transfers}

    @property
    def closes(self) -> bool:
        """Say whether it is one ring, whatever the order of time: each pays one, each is paid by one, and one comes round."""
        following = {payer: payee for *_, payer, payee in self.transfers}
        if len(following) != len(self.transfers) or self.payers != self.payees:
            return False
        seen, at = 0, next(iter(following))
        while True:
            seen, at = seen + 1, following[at]
            if at == next(iter(following)):
                return seen == len(following)

    def chain(self) -> list[str]:
        """Return the ids of the longest run along the ring in which every transfer is later than the one before."""
        of = {payer: (name, moment, payee) for name, moment, payer, payee in self.transfers}
        longest: list[str] = []
        for start in of:
            ids, at, last = [], start, None
            while at in of and (last is None or of[at][1] > last) and of[at][0] not in ids:
                name, last, at = of[at]
                ids.append(name)
            longest = max(longest, ids, key=len)
        return longest


def write_ledger(files: Path, name: str, out: Path) -> Path:
    """Write one of AMLSim's sets as a ledger."""
    out.mkdir(parents=True, exist_ok=True)
    with _opened(files, name) as con:
        for table, query in _TABLES.items():
            con.execute(f"COPY ({query}) TO '{out / table}.parquet' (FORMAT parquet)")
    return out


def planted(files: Path, name: str) -> list[Planted]:
    """Return what is planted in a set."""
    with _opened(files, name) as con:
        rows: list[Any] = con.execute(
            "SELECT t.alert_id, k.alert_type, format('t{:07d}', tran_id::BIGINT), tran_timestamp::TIMESTAMP, orig_acct::VARCHAR, "
            "bene_acct::VARCHAR FROM transactions t JOIN (SELECT DISTINCT alert_id, alert_type FROM alerts) k USING (alert_id) "
            "WHERE orig_acct <> bene_acct ORDER BY 1, 4, 3"
        ).fetchall()
    found: dict[tuple[int, str], list[tuple[str, datetime, str, str]]] = {}
    for alert, kind, *transfer in rows:
        found.setdefault((alert, kind), []).append(tuple(transfer))
    return [Planted(kind, transfers) for (_, kind), transfers in found.items()]


def degrees(files: Path, name: str, *, paid: bool) -> dict[str, int]:
    """Return by how many different others each account was paid (or, if not ``paid``, how many it paid)."""
    own, other = ("bene_acct", "orig_acct") if paid else ("orig_acct", "bene_acct")
    with _opened(files, name) as con:
        query = f"SELECT {own}::VARCHAR, count(DISTINCT {other}) FROM transactions WHERE orig_acct <> bene_acct GROUP BY 1"  # noqa: S608  two known columns
        return dict(con.execute(query).fetchall())


def is_followed(ledger: Path, one: Planted) -> bool:
    """Say whether the trace shows a fan's transfers from its middle, or step by step those of a ring that follow each other in time."""
    if one.kind == "cycle":
        return all(after in _traced(ledger, of="transfer", subject=name, window_days=750, hops=1) for name, after in pairwise(one.chain()))
    middle, direction = (one.payees, "back") if one.kind == "fan_in" else (one.payers, "forward")
    traced = _traced(ledger, of="account", subject=next(iter(middle)), direction=direction, hops=0)
    return {name for name, *_ in one.transfers} <= traced


def _traced(ledger: Path, **how: Any) -> set[str]:
    return {step.transfer_id for step in trace_money(folder=ledger, **how).steps}


def findings(ledger: Path, out: Path) -> dict[str, int]:
    """Return how many findings each rule of parties has."""
    document = run_ledger(ledger=ledger, out=out, rules=PARTY_RULES).document
    return {rule: document["rules"][rule]["findings"] for rule in PARTY_RULES}


def _opened(files: Path, name: str) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for table, ending in (("accounts", "accounts.csv.gz"), ("transactions", "transactions.csv.gz"), ("alerts", "alert_accounts.csv")):
        con.execute(f"CREATE VIEW {table} AS SELECT * FROM read_csv('{files / f'amlsim_{name}_{ending}'}')")  # noqa: S608  our own files
    con.execute("SET TimeZone = 'UTC'")
    return con


def report(files: Path, name: str, folder: Path) -> list[str]:
    """Return the figures of one set as lines."""
    ledger, some = write_ledger(files, name, folder / name), planted(files, name)
    lines = [f"{name}: {len(some)} planted"]
    for kind in ("fan_in", "fan_out", "cycle"):
        of_kind = [one for one in some if one.kind == kind]
        line = f"  {kind}: {len(of_kind)}, followed by trace: {sum(is_followed(ledger, one) for one in of_kind)}"
        if kind == "cycle":
            closing = [one for one in of_kind if one.closes]
            in_time = sum(len(one.chain()) == len(one.transfers) for one in closing)
            line += f", close: {len(closing)}, close in time order: {in_time}"
        else:
            degree = degrees(files, name, paid=kind == "fan_in")
            ranked = sorted(degree.values())
            centres = [next(iter(one.payees if kind == "fan_in" else one.payers)) for one in of_kind]
            median = ranked[len(ranked) // 2]
            line += f", degree above the median ({median}): {sum(degree[one] > median for one in centres)}"
        lines.append(line)
    return [*lines, f"  findings: {findings(ledger, folder / f'{name}-run')}"]


def main() -> None:
    """Print the figures."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--sets", nargs="+", default=["1K", "10K"])
    reader.add_argument("--keep", type=Path, help="keep the ledgers in this folder")
    asked = reader.parse_args()
    files = Path(os.environ["LOOKTHROUGH_REAL_DATA"]) / "flows"
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.sets:
            sys.stdout.write("\n".join(report(files, name, asked.keep or Path(folder))) + "\n")


if __name__ == "__main__":
    main()
