"""The tables that reading statements writes: columns of the contract, and two that only statements have, balances and payment orders."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text

WRITTEN_BY = "sources.json"  # which files the ledger was read from; it also marks a folder as one that may be added to
_TEXT, _FEN = pa.string(), pa.int64()
_TRANSFERS = pa.schema(
    [
        ("transfer_id", _TEXT),
        ("at", pa.timestamp("us")),
        *((name, _TEXT) for name in ("from_account_id", "to_account_id")),
        ("amount_fen", _FEN),
        *((name, _TEXT) for name in ("purpose", "product_id", "order_id", "reference")),
    ]
)
SCHEMAS = {
    "transfers": _TRANSFERS,
    "payment_orders": _TRANSFERS,
    "accounts": pa.schema([(name, _TEXT) for name in ("account_id", "holder_party_id", "institution_id", "role", "bank_code")]),
    "balances": pa.schema([("account_id", _TEXT), ("on", pa.date32()), ("kind", _TEXT), ("balance_fen", _FEN)]),
    "products": pa.schema(
        [(name, _TEXT) for name in ("product_id", "institution_id", "borrower_party_id", "kind")]
        + [("principal_fen", _FEN), ("annual_rate", pa.float64()), ("listed_at", pa.timestamp("us")), ("term_days", pa.int32())]
        + [("purpose_text", _TEXT)]
    ),
    "parties": pa.schema([(name, _TEXT) for name in ("party_id", "kind", "identifier")]),
    "institutions": pa.schema([(name, _TEXT) for name in ("institution_id", "operator_party_id", "name", "business", "custodian_bank")]),
}
_KEYS = {
    "transfers": ("transfer_id",), "payment_orders": ("transfer_id",), "accounts": ("account_id",), "products": ("product_id",),
    "balances": ("account_id", "on", "kind"), "parties": ("party_id",), "institutions": ("institution_id",),
}  # fmt: skip
_ALWAYS = {"transfers", "accounts", "institutions"}  # without these a folder is no ledger
_ORDER = {"transfers": ("at", "transfer_id"), "payment_orders": ("at", "transfer_id")}


def read_table(folder: Path, name: str) -> dict[Hashable, dict[str, Any]]:
    """Return the rows of a table by their key; a table that is not there is empty."""
    path = folder / f"{name}.parquet"
    if not path.is_file():
        return {}
    try:
        rows = pq.read_table(path, schema=SCHEMAS[name]).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise FileRefused(file=path.name, reason=Text("Parquet 文件损坏或不完整", "the Parquet file is damaged or cut short")) from error
    keys = _KEYS[name]
    return {row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys): row for row in rows}


def write_table(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    """Write a table in the order of its key, so that the same rows give the same bytes; an empty one only where a ledger needs it."""
    if not rows and name not in _ALWAYS:
        return
    order = _ORDER.get(name, _KEYS[name])
    rows.sort(key=lambda row: tuple(row[key] for key in order))
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMAS[name]), folder / f"{name}.parquet", compression="zstd")
