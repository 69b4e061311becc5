"""Accepted rows handed on as facts: one number a subject, month and field; rows of one subject are put together as the template says."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.intake.cell_reading import CheckedRow
from lookthrough.intake.cells import Value
from lookthrough.intake.template import Column, Template

SCHEMA = pa.schema(
    [
        ("subject_type", pa.string()), ("subject_id", pa.string()), ("month", pa.string()), ("field", pa.string()),
        ("value", pa.float64()), ("source", pa.string()), ("submission_id", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One number (a flag is 0 or 1, a day counts from 1970-01-01) that a sender reported of a subject in a month; money in fen."""

    subject_type: str
    subject_id: str
    month: str
    field: str
    value: float
    source: str
    submission_id: str


def facts_of(rows: Iterable[CheckedRow], template: Template, *, submission_id: str = "") -> list[Fact]:
    """Return the facts of checked rows, sorted."""
    return put_together(((row.subject_id, row.month, row.values, submission_id, "") for row in rows), template)


Said = tuple[str, str, Mapping[str, Value], str, str]  # subject, month, values, return, when it was sent


def put_together(rows: Iterable[Said], template: Template) -> list[Fact]:
    """Return one fact a subject, month and field: rows of one subject in the order of their days, then of their sending.

    The return that a fact names is the last one that said anything of it.
    """
    found: dict[tuple[str, str, str], tuple[float, str]] = {}
    columns = template.facts
    for row in sorted(rows, key=lambda row: _order(row, template)):
        subject, month, values, submission_id, _ = row
        for column in columns:
            value = values.get(column.name)
            if isinstance(value, int | float):
                key = (subject, month, column.name)
                before = found[key][0] if key in found else None
                found[key] = (_joined(before, float(value), column), submission_id)
    return [
        Fact(template.subject, subject, month, name, value, template.slug, submission_id)
        for (subject, month, name), (value, submission_id) in sorted(found.items())
    ]


def _order(row: Said, template: Template) -> tuple[str, str, float, str, str, str]:
    day = row[2].get("day")
    rest = "|".join(str(row[2].get(name)) for name in template.key)
    return (row[0], row[1], day if isinstance(day, int | float) else 0.0, row[4], row[3], rest)


def _joined(before: float | None, value: float, column: Column) -> float:
    if before is None or column.over_rows == "last":
        return value
    if column.over_rows == "sum" and column.kind != "flag":
        return before + value
    return min(before, value) if column.over_rows == "min" else max(before, value)


def wide(facts: Iterable[Fact]) -> Iterator[dict[str, object]]:
    """Yield one row a subject and month with a column a field; what was not reported is not there."""
    rows: dict[tuple[str, str, str], dict[str, object]] = {}
    for fact in facts:
        key = (fact.subject_type, fact.subject_id, fact.month)
        row = rows.setdefault(key, {"subject_type": key[0], "subject_id": key[1], "month": key[2]})
        row[fact.field] = fact.value
    yield from (rows[key] for key in sorted(rows))


def table_of(facts: Sequence[Fact]) -> pa.Table:
    """Return facts as an Arrow table in the order of ``SCHEMA``."""
    columns = zip(*map(astuple, facts), strict=True) if facts else [[] for _ in SCHEMA]
    return pa.Table.from_arrays([pa.array(list(column), type=one.type) for column, one in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)


def write_facts(facts: Sequence[Fact], path: Path) -> None:
    """Write facts as Parquet, or as CSV when the name ends so."""
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([one.name for one in fields(Fact)])
            writer.writerows(astuple(fact) for fact in facts)
    else:
        pq.write_table(table_of(facts), path)
