"""Builds monthly facts for tests: a subject, a month, some figures; and asks an indicator or a scorecard about them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from lookthrough.kernel.periods import Month
from lookthrough.risk.facts import Facts
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.scoring import panel

MONTH = "2026-03"


class Monthly:
    """Rows of monthly facts, one a subject and month."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def add(
        self, subject: str = "firm", month: str = MONTH, kind: str = "", subject_type: str = "company", **figures: float | None
    ) -> Monthly:
        self.rows.append({"subject_type": subject_type, "subject_id": subject, "kind": kind, "month": month, **figures})
        return self

    def write(self, path: Path) -> Path:
        """Write the rows as CSV, or as Parquet, as the name says."""
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        table = pa.table({name: [row.get(name) for row in self.rows] for name in names})
        with duckdb.connect() as con:
            con.register("rows", table)
            con.execute(f"COPY rows TO '{path}' ({'FORMAT parquet' if path.suffix == '.parquet' else 'FORMAT csv, HEADER'})")
        return path


def values(name: str, facts: Monthly, month: str = MONTH) -> dict[str, float | None]:
    """Return what an indicator is for each subject in a month."""
    one, last = all_indicators()[name], Month.parse(month)
    columns: dict[str, list[Any]] = {"subject_type": [], "subject_id": [], "kind": [], "age": []} | {field: [] for field in one.fields}
    for row in facts.rows:
        then = Month.parse(row["month"])
        columns["age"].append((last.year - then.year) * 12 + last.number - then.number)
        for column in ("subject_type", "subject_id", "kind", *one.fields):
            columns[column].append(row.get(column))
    types = {"subject_type": pa.string(), "subject_id": pa.string(), "kind": pa.string(), "age": pa.int32()}
    table = pa.table({column: pa.array(rows, types.get(column, pa.float64())) for column, rows in columns.items()})
    asked = panel(one.asked).mutate(value=one.measure(Facts()).cast("float64")).select("subject_id", "value")
    with duckdb.connect() as con:
        con.register("given", table)
        con.execute("CREATE VIEW facts AS SELECT * FROM given WHERE age >= 0")
        return dict(con.execute(str(ibis.to_sql(asked, dialect="duckdb"))).fetchall())


def value(
    name: str, month: str = MONTH, before: Mapping[str, Mapping[str, float | None]] | None = None, **figures: float | None
) -> float | None:
    """Return what an indicator is for one firm: its figures of the month, and of earlier months by month."""
    facts = Monthly().add(month=month, **figures)
    for earlier, said in (before or {}).items():
        facts.add(month=earlier, **said)
    return values(name, facts, month)["firm"]
