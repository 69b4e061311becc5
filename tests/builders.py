"""Books written line by line, as a story tells them, and read back the way a supervisor would."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.cli.main import main

TEXT, WHOLE, SHARE, DAY, MOMENT = pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.timestamp("us")

# The tables and columns of the ledger; what a story leaves out is written as missing.
COLUMNS = {
    "parties": "party_id kind name identifier region_code industry_code established_on",
    "relations": "from_party_id to_party_id kind share valid_from valid_to",
    "institutions": "institution_id operator_party_id name business licence_no custodian_bank net_assets_fen "
    "borrowed_fen opened_on closed_on",
    "accounts": "account_id holder_party_id institution_id role bank_code opened_on",
    "products": "product_id institution_id borrower_party_id kind principal_fen annual_rate project_rate fee_rate listed_at "
    "funded_at term_days underlying_id underlying_term_days guarantor_party_id purpose_text related_disclosed",
    "transfers": "transfer_id at from_account_id to_account_id amount_fen purpose product_id order_id",
    "withdrawals": "request_id account_id institution_id requested_at amount_fen paid_at",
}


def kind_of(column: str) -> pa.DataType:
    """Tell a column's kind from its name: the contract names them alike throughout."""
    if column.endswith(("_fen", "_days")) or column == "related_disclosed":
        return WHOLE
    if column.endswith("_rate") or column == "share":
        return SHARE
    if column.endswith("_on") or column.startswith("valid_"):
        return DAY
    return MOMENT if column == "at" or column.endswith("_at") else TEXT


Row = dict[str, Any]


class Books:
    """The books of one or more institutions; every method adds one line and hands the books back, so that lines can be chained."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        self._known: set[str] = set()

    def __repr__(self) -> str:
        """The transfers as a story writes them, so that a failing test can be read."""
        lines = [
            f"{row['transfer_id']}: {row['at']} {row['from_account_id']} → {row['to_account_id']} {row['amount_fen']} {row['purpose']} "
            f"{row['product_id'] or ''} {row['order_id'] or ''}".rstrip()
            for row in self.tables["transfers"]
        ]
        return "\n".join(["Books:", *lines])

    def party(self, party_id: str, kind: str = "person", **more: Any) -> Self:
        """A person, company, cooperative or government body; naming it again changes nothing."""
        if party_id not in self._known:
            self._known.add(party_id)
            self.tables["parties"].append({"party_id": party_id, "kind": kind, **more})
        return self

    def relation(self, holder: str, kind: str, of: str, *, share: float | None = None, since: object = None, until: object = None) -> Self:
        """``relation("Wang", "shareholder", "Op", share=0.6)``: Wang is a shareholder of Op with 60 %."""
        row = {"from_party_id": holder, "to_party_id": of, "kind": kind, "share": share, "valid_from": day(since), "valid_to": day(until)}
        self.tables["relations"].append(row)
        return self

    def institution(self, institution_id: str, business: str = "p2p", *, operator: str | None = None, **more: Any) -> Self:
        """An institution and the company that operates it (``<id>.op`` unless it is named)."""
        operator = operator or f"{institution_id}.op"
        self.party(operator, "company", name=f"{institution_id} 运营有限公司")
        row = {"institution_id": institution_id, "operator_party_id": operator, "name": institution_id, "business": business}
        self.tables["institutions"].append(row | {"opened_on": "2015-01-01"} | more)
        return self

    def account(self, account_id: str, role: str, *, of: str | None = None, at: str | None = None, **more: Any) -> Self:
        """An account of party ``of`` with the institution ``at``."""
        self.tables["accounts"].append({"account_id": account_id, "holder_party_id": of, "institution_id": at, "role": role, **more})
        return self

    def product(self, product_id: str, *, at: str, borrower: str | None = None, principal: int = 100_000_00, **more: Any) -> Self:
        """A listing of institution ``at``; a loan of 30 days at 12 % unless told otherwise."""
        row: Row = {"product_id": product_id, "institution_id": at, "borrower_party_id": borrower, "principal_fen": principal}
        row |= {"kind": "loan", "annual_rate": 0.12, "listed_at": "2026-01-01", "term_days": 30}
        self.tables["products"].append(row | more)
        return self

    def transfer(
        self, at: object, from_: str, to: str, fen: int, purpose: str = "transfer", *, product: str | None = None, order: str | None = None,
        transfer_id: str | None = None,
    ) -> Self:  # fmt: skip
        """``fen`` went from one account to another; ids count up unless one is given."""
        rows = self.tables["transfers"]
        row: Row = {"transfer_id": transfer_id or f"t{len(rows) + 1:06d}", "at": at, "from_account_id": from_, "to_account_id": to}
        rows.append(row | {"amount_fen": fen, "purpose": purpose, "product_id": product, "order_id": order})
        return self

    def write(self, folder: Path, *, as_: str = "csv", without: Iterable[str] = ()) -> Path:
        """Write one file a table (``csv``, ``csv.gz`` or ``parquet``); ``without`` names tables or ``table.column`` to leave out."""
        folder.mkdir(parents=True, exist_ok=True)
        left_out = set(without) | ({"withdrawals"} if not self.tables["withdrawals"] else set())
        for table, columns in COLUMNS.items():
            kept = [column for column in columns.split() if f"{table}.{column}" not in left_out]
            if table not in left_out:
                values = [[_value(column, row.get(column)) for row in self.tables[table]] for column in kept]
                WRITERS[as_](folder / f"{table}.{as_}", kept, values)
        return folder


def named_apart(books: Books, name: str) -> Books:
    """Return the same books with ``name`` before every id, so that they can stand in one ledger with others."""
    apart = Books()
    for table, rows in books.tables.items():
        apart.tables[table] = [
            {column: f"{name}.{value}" if column.endswith("_id") and value else value for column, value in row.items()} for row in rows
        ]
    return apart


def in_one_ledger(several: Iterable[Books]) -> Books:
    """Return the books of several, who know nothing of each other, in one ledger."""
    whole = Books()
    for books in several:
        for table, rows in books.tables.items():
            whole.tables[table] += rows
    return whole


def day(value: object) -> date | None:
    """Read ``2026-01-05`` (or a date) as a day."""
    return None if value is None else date.fromisoformat(str(value)[:10])


def moment(value: object) -> datetime | None:
    """Read ``2026-01-05 10:00`` (or a bare day: ten in the morning) as local time without offset."""
    if value is None:
        return None
    text = str(value)
    return datetime.fromisoformat(text if len(text) > len("2026-01-05") else f"{text} 10:00")


def _value(column: str, value: Any) -> Any:
    kind = kind_of(column)
    return day(value) if kind is DAY else moment(value) if kind is MOMENT else value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _write_csv(path: Path, names: list[str], values: list[list[Any]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in zip(*values, strict=True))
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def _write_parquet(path: Path, names: list[str], values: list[list[Any]]) -> None:
    pq.write_table(pa.table([pa.array(value, type=kind_of(name)) for name, value in zip(names, values, strict=True)], names=names), path)


WRITERS: dict[str, Callable[[Path, list[str], list[list[Any]]], None]] = {
    "csv": _write_csv,
    "csv.gz": _write_csv,
    "parquet": _write_parquet,
}


def lookthrough(*words: object, apart: bool = False) -> subprocess.CompletedProcess[str]:
    """Call the command as a person at a terminal does; ``apart`` starts a process of its own (slower, the whole truth)."""
    if apart:
        call = [sys.executable, "-c", "from lookthrough.cli.main import main; main()", *map(str, words)]
        return subprocess.run(call, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)
    out, err, code = io.StringIO(), io.StringIO(), 0
    with mock.patch.object(sys, "argv", ["lookthrough", *map(str, words)]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    return subprocess.CompletedProcess([*map(str, words)], code, out.getvalue(), err.getvalue())


# ---- reading back what a run wrote ------------------------------------------------------------------------------------------

Totals = dict[str, dict[str, int]]  # institution → "origin > use" (or origin) → fen


def _rows(path: Path) -> list[Row]:
    rows: list[Row] = pq.read_table(path).to_pylist()
    return [{key: str(value) if key == "date" else value for key, value in row.items()} for row in rows]


def read_uses(out: Path) -> list[Row]:
    """Return ``institution_id, date (text), origin, use, amount_fen`` rows."""
    return _rows(out / "uses.parquet")


def read_daily(out: Path) -> list[Row]:
    """Return one row an institution, day and origin, in that order."""
    return sorted(_rows(out / "institution_daily.parquet"), key=lambda row: (row["institution_id"], row["date"], row["origin"]))


def read_findings(out: Path) -> list[Row]:
    """Return all findings."""
    return _rows(out / "findings.parquet")


def read_run(out: Path) -> Row:
    """Return ``run.json``."""
    document: Row = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return document


def uses_in_total(out: Path, on: str | None = None) -> Totals:
    """Sum the uses (of one day, if given): institution → ``origin > use`` → fen."""
    return _summed(read_uses(out), lambda row: f"{row['origin']} > {row['use']}", "amount_fen", on)


def inflow_in_total(out: Path, on: str | None = None) -> Totals:
    """Sum the inflow (of one day, if given): institution → origin → fen."""
    return _summed(read_daily(out), lambda row: row["origin"], "inflow_fen", on)


def _summed(rows: Iterable[Row], key: Callable[[Row], str], column: str, on: str | None) -> Totals:
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if on is None or row["date"] == on:
            sums[row["institution_id"]][key(row)] += row[column]
    return without_zeros(sums)


def closing_stock(out: Path, on: str | None = None) -> Totals:
    """Return the stock of one day, or of each institution's last day: institution → origin → fen."""
    stocks: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in read_daily(out):
        stocks[row["institution_id"]][row["date"]][row["origin"]] = row["closing_fen"]
    return without_zeros({who: days.get(on or max(days), {}) for who, days in stocks.items()})


def without_zeros(totals: Mapping[str, Mapping[str, int]]) -> Totals:
    """Drop zero entries and institutions that have none left, so that a missing row and a zero row read the same."""
    kept = {who: {key: fen for key, fen in parts.items() if fen} for who, parts in totals.items()}
    return {who: parts for who, parts in kept.items() if parts}
