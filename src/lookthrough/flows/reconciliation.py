"""What a reconciliation of a custodian's sub-ledgers with an institution's books has found, as values, tables and files."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from lookthrough.kernel.files import Reject
from lookthrough.kernel.texts import Text


class BreakKind(StrEnum):
    """In which way the two sides differ."""

    MISSING_IN_BOOKS = "missing_in_books"
    MISSING_AT_CUSTODIAN = "missing_at_custodian"
    AMOUNT_DIFFERS = "amount_differs"
    ACCOUNT_DIFFERS = "account_differs"
    DAY_DIFFERS = "day_differs"
    BALANCE_DIFFERS = "balance_differs"
    STATEMENT_DIFFERS = "statement_differs"  # the custodian's stated balance is not what its own entries give


TITLES = {
    BreakKind.MISSING_IN_BOOKS: Text("账上没有", "missing in the books"),
    BreakKind.MISSING_AT_CUSTODIAN: Text("存管行没有", "missing at the custodian"),
    BreakKind.AMOUNT_DIFFERS: Text("金额不同", "amount differs"),
    BreakKind.ACCOUNT_DIFFERS: Text("账户不同", "account differs"),
    BreakKind.DAY_DIFFERS: Text("日期不同", "day differs"),
    BreakKind.BALANCE_DIFFERS: Text("余额不同", "balance differs"),
    BreakKind.STATEMENT_DIFFERS: Text("对账单自身不平", "the statement does not add up"),
}
OF_TRANSFERS = (
    BreakKind.MISSING_IN_BOOKS, BreakKind.MISSING_AT_CUSTODIAN, BreakKind.AMOUNT_DIFFERS, BreakKind.ACCOUNT_DIFFERS, BreakKind.DAY_DIFFERS,
)  # fmt: skip
BREAKS = pa.schema(
    [
        *((name, pa.string()) for name in ("kind", "account_id", "matched_by")),
        ("day", pa.date32()),
        ("cleared_on", pa.date32()),
        *((name, pa.int64()) for name in ("custodian_fen", "books_fen", "difference_fen")),
        ("age_working_days", pa.int32()),
        ("overdue", pa.bool_()),
        *((name, pa.string()) for name in ("custodian_transfer_id", "books_transfer_id")),
        *((name, pa.date32()) for name in ("custodian_day", "books_day")),
        *((name, pa.string()) for name in ("custodian_from", "custodian_to", "books_from", "books_to")),
    ]
)


@dataclass(frozen=True, slots=True)
class Break:
    """One difference. ``day`` is the earlier day, or the first day of a differing balance; ``difference_fen`` is custodian less books.

    Where one side has nothing its amount is 0. ``age_working_days`` counts from ``day`` to the day it cleared or to the day of the
    reconciliation; it is missing for years without a calendar. ``overdue``: still open and older than the limit.
    """

    kind: BreakKind
    account_id: str
    day: date
    custodian_fen: int
    books_fen: int
    difference_fen: int
    age_working_days: int | None = None
    overdue: bool = False
    cleared_on: date | None = None
    matched_by: str | None = None
    custodian_transfer_id: str | None = None
    books_transfer_id: str | None = None
    custodian_day: date | None = None
    books_day: date | None = None
    custodian_from: str | None = None
    custodian_to: str | None = None
    books_from: str | None = None
    books_to: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """Some transfers: how many, how much."""

    count: int
    fen: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A reconciliation: from which day to which, what both sides hold, what agrees, and every break."""

    from_day: date
    as_of: date
    accounts: int
    custodian: Total
    books: Total
    matched: Total
    books_outside_period: Total
    breaks: tuple[Break, ...]
    balances: pa.Table  # account_id, day, custodian_fen, books_fen, difference_fen
    openings_assumed: int  # accounts whose opening the custodian does not state; the books' is taken
    rejects: dict[str, list[Reject]] = field(default_factory=dict)

    def of(self, *kinds: BreakKind) -> list[Break]:
        """Return the breaks of some kinds."""
        return [one for one in self.breaks if one.kind in kinds]

    @property
    def differing_balances(self) -> int:
        """Return how many accounts' balances differ on the last day."""
        return len({one.account_id for one in self.of(BreakKind.BALANCE_DIFFERS) if one.cleared_on is None})

    def document(self) -> dict[str, Any]:
        """Return the summary as plain values."""
        return {
            "from": self.from_day.isoformat(), "as_of": self.as_of.isoformat(), "accounts": self.accounts,
            "custodian": asdict(self.custodian), "books": asdict(self.books), "matched": asdict(self.matched),
            "books_outside_period": asdict(self.books_outside_period),
            "breaks": {kind.value: self._summary(kind) for kind in BreakKind if self.of(kind)},
            "breaks_overdue": sum(one.overdue for one in self.breaks), "balances_differing": self.differing_balances,
            "openings_assumed": self.openings_assumed,
            "refused_rows": {side: len(rejects) for side, rejects in self.rejects.items()},
        }  # fmt: skip

    def _summary(self, kind: BreakKind) -> dict[str, Any]:
        some = self.of(kind)
        if kind is BreakKind.BALANCE_DIFFERS:  # balances are stocks: only those of the last day make a sum
            some = [one for one in some if one.cleared_on is None]
        return {
            "count": len(self.of(kind)),
            "custodian_fen": sum(one.custodian_fen for one in some), "books_fen": sum(one.books_fen for one in some),
            "difference_fen": sum(one.difference_fen for one in some), "overdue": sum(one.overdue for one in some),
            "oldest_working_days": max((one.age_working_days for one in some if one.age_working_days is not None), default=None),
        }  # fmt: skip

    def table(self) -> pa.Table:
        """Return the breaks as a table, the oldest first."""
        return pa.Table.from_pylist([asdict(one) for one in self.breaks], schema=BREAKS)


def write_reconciliation(found: Reconciliation, out: Path) -> None:
    """Write ``breaks`` (Parquet and CSV), ``balances`` and ``summary.json`` into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    table = found.table()
    pq.write_table(table, out / "breaks.parquet", compression="zstd")
    with (out / "breaks.csv").open("wb") as file:
        file.write(b"\xef\xbb\xbf")  # so that Excel reads the Chinese
        pa_csv.write_csv(table, file)
    pq.write_table(found.balances, out / "balances.parquet", compression="zstd")
    (out / "summary.json").write_text(json.dumps(found.document(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_breaks(folder: Path) -> list[Break]:
    """Return the breaks that a reconciliation has written."""
    rows = pq.read_table(folder / "breaks.parquet", schema=BREAKS).to_pylist()
    return [Break(**{**row, "kind": BreakKind(row["kind"])}) for row in rows]
