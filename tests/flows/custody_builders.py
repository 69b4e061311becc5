"""A custodian's usual table and an institution's books beside it, a few entries long."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HEAD = ("账号", "交易日期", "交易时间", "流水号", "借方发生额", "贷方发生额", "对方账号", "摘要")
ACCOUNTS = {
    "CU-1": ("I1", "custody"),
    "CL-7": ("I1", "client"),
    "CL-8": ("I1", "client"),
    "CU-2": ("I2", "custody"),
    "OUT": (None, "external"),
}

Entry = tuple[str, date, str, str, int]  # id, day, from, to, fen


def statement(path: Path, entries: Sequence[Entry], own: Sequence[str] = ("CU-1", "CL-7", "CL-8")) -> Path:
    """Write entries as the bank tells them, each from the account of its own that it touches first."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for number, day, source, target, fen in entries:
            out = source in own
            account, other = (source, target) if out else (target, source)
            amount = f"{fen / 100:.2f}"
            writer.writerow([account, day.isoformat(), "10:00:00", number, amount if out else "", "" if out else amount, other, "投资"])
    return path


def books(folder: Path, entries: Sequence[Entry]) -> Path:
    """Write the institution's ledger, in which another institution stands too."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "institutions": [
            {"institution_id": one, "operator_party_id": "P", "name": one, "business": "p2p", "opened_on": "2026-01-01"}
            for one in ("I1", "I2")
        ],
        "accounts": [{"account_id": one, "institution_id": of, "role": role} for one, (of, role) in ACCOUNTS.items()],
        "transfers": [
            {
                "transfer_id": number, "at": f"{day.isoformat()}T10:00:00", "from_account_id": source, "to_account_id": target,
                "amount_fen": fen, "purpose": "invest", "product_id": None, "order_id": None,
            }
            for number, day, source, target, fen in entries
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    return folder
