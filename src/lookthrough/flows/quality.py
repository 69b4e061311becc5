"""How good a ledger's data are: rows read, kept, refused and repeated, unknown accounts, balances that lacked money."""

from __future__ import annotations

from collections import Counter
from typing import Any

from lookthrough.flows.coding import Codes
from lookthrough.flows.reading import LedgerRead


def quality_report(read: LedgerRead, codes: Codes, lacking_fen: dict[str, int]) -> dict[str, Any]:
    """Return the report as plain values: a row count a table, refusals by column and reason, and what the look-through met."""
    return {
        "tables": {name: _table(read, name) for name in read.tables},
        "refused_by_reason": dict(sorted(Counter(f"{r.file}:{r.column}: {r.reason.en}" for r in read.rejects).items())),
        "unknown_accounts": codes.unknown_accounts,
        "accounts_without_holder": int((codes.holder < 0).sum()),
        "balance_filled_from_unknown_fen": sum(lacking_fen.values()),
        "institutions_with_lacking_balance": dict(sorted(lacking_fen.items())),
    }


def _table(read: LedgerRead, name: str) -> dict[str, Any]:
    table = read.tables[name]
    absent = sorted(column.name for column in table.table.columns if table.files and column.name not in table.columns)
    return {
        "present": bool(table.files),
        "files": len(table.files),
        "rows": table.rows,
        "accepted": table.accepted,
        "refused": len(table.rejects),
        "repeated": table.repeated,
        "missing_columns": absent,
    }
