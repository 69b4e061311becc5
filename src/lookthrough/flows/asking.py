"""How a stored run's files are asked: one database a run stays open and is shared, each question on a cursor of its own.

A run's folder is named by the hash of what made it, so its files never say anything else later. Opening DuckDB and naming the files
costs more than most questions; that is paid once a process and run.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from lookthrough.flows.values import text

_FILES = {"moves": "moves.parquet", "daily": "institution_daily.parquet", "uses": "uses.parquet"}


def answers(folder: Path, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Ask a run's files; ``moves``, ``daily`` and ``uses`` stand for them. Values are bound, never pasted."""
    with _database(str(folder)).cursor() as cursor:
        return cursor.execute(query, list(values)).fetchall()


def named_answers(folder: Path, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Ask a run's files and return each row by the names of its columns."""
    with _database(str(folder)).cursor() as cursor:
        rows = cursor.execute(query, list(values)).fetchall()
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in rows]


@lru_cache(maxsize=2)
def _database(folder: str) -> duckdb.DuckDBPyConnection:
    """Open a database in memory over a run's files; the newest two stay open."""
    con = duckdb.connect()
    con.execute("SET threads = 2; SET enable_progress_bar = false; SET parquet_metadata_cache = true")
    for name, file in _FILES.items():
        path = Path(folder) / file
        if path.is_file():
            con.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({text(str(path))})")
    return con
