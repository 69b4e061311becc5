"""Ties as a story tells them: rows of a relations file, and the store they come into."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from lookthrough.registry import operations, relation_operations
from lookthrough.registry.relation_importing import ImportedRelations
from lookthrough.registry.relation_rows import COLUMNS
from registry.register import code, firm, write

AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
Row = dict[str, str]


def tie(holder: str | int, target: int | str, kind: str = "shareholder", share: str = "", **more: str) -> Row:
    """``tie("王五", 1, share="0.6")``: a number is a firm of the register by its number, a text a name."""
    row = {"kind": kind, "share": share}
    row |= {"from_uscc": code(holder)} if isinstance(holder, int) else {"from_name": holder}
    row |= {"to_uscc": code(target)} if isinstance(target, int) else {"to_name": target}
    return row | more


def resident(number: int) -> str:
    """Return a sound resident id of a region that does not exist."""
    from stdnum.cn import ric

    first = f"28010219800101{number % 1000:03d}"
    return first + ric.calc_check_digit(first + "0")


def ties_file(path: Path, rows: list[Row]) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def given_firms(folder: Path, count: int, **values: str) -> None:
    """Bring firms 1 to ``count`` into the register."""
    operations.import_companies(path=write(folder / "firms.csv", [firm(n, **values) for n in range(1, count + 1)]), at=AT, actor="test")


def given_ties(folder: Path, *rows: Row, name: str = "relations.csv") -> ImportedRelations:
    """Bring ties into the store."""
    return relation_operations.import_relations(path=ties_file(folder / name, list(rows)), at=AT, actor="test")
