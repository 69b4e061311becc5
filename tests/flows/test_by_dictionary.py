"""Whether transfers are read by their dictionaries or row by row, the look-through sees the same; only sound ones are read so."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import Books
from lookthrough.flows.by_dictionary import read_by_dictionary
from lookthrough.flows.coding import code_ledger
from lookthrough.flows.columns import Columns
from lookthrough.flows.reading import LedgerRead, open_ledger
from lookthrough.flows.row_coding import columns
from lookthrough.flows.run import connection
from lookthrough.kernel.files import FileRefused

ACCOUNTS = ["A", "B", "A.bank", "X.bank", "stranger", "生人", "custody"]
NOON, EARLIEST, LATEST = map(datetime.fromisoformat, ("2026-01-31 12:00", "1990-01-01", "2100-01-01"))
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("transfer_id", "from_account_id", "to_account_id", "purpose", "product_id", "order_id")]
    + [("at", pa.timestamp("us")), ("amount_fen", pa.int64())]
)
FAULTS: dict[str, Any] = {
    "transfer_id": ["", None, "t000"],
    "from_account_id": ["", None],
    "to_account_id": ["", None],
    "purpose": ["gift", "", None],
    "at": [None, EARLIEST - timedelta(days=1), LATEST],
    "amount_fen": [None, 0, -1, 2**53 + 1],
}


def cast(folder: Path) -> None:
    books = Books().institution("P1", "p2p")
    for holder in ("A", "B", "X"):
        books.party(holder).account(f"{holder}.bank", "external", of=holder)
    for client in ("A", "B"):
        books.account(client, "client", of=client, at="P1")
    books.party("op").account("custody", "custody", of="op", at="P1").product("L1", at="P1", borrower="X").product("L2", at="P1")
    books.transfer(at="2026-01-01 10:00", from_="A.bank", to="A", fen=1, purpose="recharge")
    books.write(folder, as_="parquet")


@st.composite
def transfers(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to twelve sound transfers; ids may stand in any order."""
    count = draw(st.integers(1, 12))
    rows = []
    for number in range(count):
        source, target = draw(st.permutations(ACCOUNTS))[:2]
        rows.append(
            {
                "transfer_id": f"t{number:03d}", "at": NOON + timedelta(hours=draw(st.integers(0, 40))), "from_account_id": source,
                "to_account_id": target, "amount_fen": draw(st.integers(1, 2**53)), "purpose": draw(st.sampled_from(["invest", "other"])),
                "product_id": draw(st.sampled_from([None, "", "L1", "L2", "unheard"])), "order_id": draw(st.sampled_from([None, "", "o"])),
            }
        )  # fmt: skip
    return draw(st.permutations(rows)) if draw(st.booleans()) else rows


@st.composite
def damages(draw: st.DrawFn) -> tuple[str, Any, int] | None:
    column = draw(st.sampled_from([None, *FAULTS, "itself"]))
    return None if column is None else (column, draw(st.sampled_from(FAULTS.get(column, [None]))), draw(st.integers(0, 11)))


def damaged(rows: list[dict[str, Any]], damage: tuple[str, Any, int] | None) -> list[dict[str, Any]]:
    if damage is None:
        return rows
    column, value, at = damage
    rows = [dict(row) for row in rows]
    row = rows[at % len(rows)]
    row |= {"to_account_id": row["from_account_id"]} if column == "itself" else {column: value}
    return rows


def written(folder: Path, rows: list[dict[str, Any]], **how: Any) -> None:
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), folder / "transfers.parquet", **how)


def looked_at(folder: Path, as_of: date | None, *, row_by_row: bool) -> tuple[LedgerRead, Columns, list[str], bool]:
    """Return what was read of a ledger, its columns, all account ids by code, and whether it was read by dictionaries."""
    with connection() as con:
        read = open_ledger(con, folder, as_of=as_of)
        by_dictionary = read.tables["transfers"].sections is not None
        if row_by_row:
            read.tables["transfers"].sections = None
        codes = code_ledger(read)
        found = columns(read)
        return read, found, [*codes.account_ids.to_pylist(), *found.unlisted.to_pylist()], by_dictionary


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    rows=transfers(), damage=damages(), group=st.sampled_from([1, 3, 100]), listed=st.booleans(),
    as_of=st.sampled_from([None, date(2026, 1, 31), date(2026, 2, 1)]),
)  # fmt: skip
def test_both_ways_give_the_same(
    rows: list[dict[str, Any]], damage: tuple[str, Any, int] | None, group: int, listed: bool, as_of: date | None
) -> None:
    rows = damaged(rows, damage)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cast(folder)
        written(folder, rows, row_group_size=group, use_dictionary=listed)
        try:
            one, found, accounts, by_dictionary = looked_at(folder, as_of, row_by_row=False)
        except FileRefused:
            with pytest.raises(FileRefused):
                looked_at(folder, as_of, row_by_row=True)
            return
        other, patient, their_accounts, _ = looked_at(folder, as_of, row_by_row=True)

    transfers = one.tables["transfers"]
    assert by_dictionary == (not transfers.rejects and not transfers.repeated)
    assert (transfers.rows, transfers.accepted, one.last_day) == (other.tables["transfers"].rows, transfers.accepted, other.last_day)
    assert accounts == their_accounts
    assert found.starts.tolist() == patient.starts.tolist()
    assert (found.rank is None) == (patient.rank is None)
    counts = found.of["from_account"] >= 0
    assert counts.tolist() == (patient.of["from_account"] >= 0).tolist()
    for name, column in found.of.items():
        assert column[counts].tolist() == patient.of[name][counts].tolist(), name


STRANGE: dict[str, Callable[[pa.Table], pa.Table]] = {
    "money as floats": lambda t: t.set_column(7, "amount_fen", t["amount_fen"].cast(pa.float64())),
    "times as text": lambda t: t.set_column(6, "at", t["at"].cast(pa.string())),
    "times with an offset": lambda t: t.set_column(6, "at", t["at"].cast(pa.timestamp("us", "UTC"))),
    "names in capitals": lambda t: t.rename_columns([name.upper() for name in t.column_names]),
    "no purpose at all": lambda t: t.drop_columns(["purpose"]),
    "ids as numbers": lambda t: t.set_column(0, "transfer_id", pa.array(np.arange(len(t)))),
}


@pytest.mark.parametrize("strange", [pytest.param(change, id=name) for name, change in STRANGE.items()])
def test_other_types_are_left_to_the_ordinary_reading(strange: Callable[[pa.Table], pa.Table], tmp_path: Path) -> None:
    row = dict.fromkeys(SCHEMA.names) | {
        "transfer_id": "t1", "from_account_id": "A", "to_account_id": "B", "purpose": "invest", "at": NOON, "amount_fen": 5,
    }  # fmt: skip
    table = pa.Table.from_pylist([row], schema=SCHEMA)
    path = tmp_path / "transfers.parquet"

    pq.write_table(table, path)
    assert read_by_dictionary([path]) is not None
    pq.write_table(strange(table), path)
    assert read_by_dictionary([path]) is None


def test_text_that_is_no_utf_8_is_left_to_the_ordinary_reading(tmp_path: Path) -> None:
    broken = pa.array([b"A\xff"]).view(pa.string())
    row = {
        "transfer_id": ["t1"],
        "to_account_id": ["B"],
        "purpose": ["invest"],
        "at": pa.array([NOON], pa.timestamp("us")),
        "amount_fen": [5],
    }
    pq.write_table(pa.table(row | {"from_account_id": broken}), tmp_path / "transfers.parquet")

    assert read_by_dictionary([tmp_path / "transfers.parquet"]) is None
