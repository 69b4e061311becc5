"""Monthly figures under other people's names: recognised by their columns, brought to our names and units, nothing dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import yaml

from lookthrough.flows.values import quoted, text
from lookthrough.kernel.files import Reject
from lookthrough.kernel.texts import Text

TOLD_BY = 2  # figures of a table that a file must bear to be taken for it, where its column of subjects bears our name
BEYOND = Text("超出该指标可能的范围，该值视为未报送", "beyond what this figure can be: the value counts as not reported")


@dataclass(frozen=True, slots=True)
class ColumnFrom:
    """One of our fields: the column it stands in there, the factor to our unit, whether nought means unknown, what it can be."""

    column: str
    times: float = 1.0
    zero_unknown: bool = False
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """One table of another house."""

    name: str
    title: Text
    subject: str
    subject_type: str
    kind: str
    columns: Mapping[str, ColumnFrom]

    def bears(self, columns: Sequence[str]) -> bool:
        """Tell whether a file with these columns is such a table: by its column of subjects, or by two figures of its where ours is."""
        figures = sum(one.column in columns for one in self.columns.values())
        return self.subject in columns or ("platform" in columns and figures >= TOLD_BY)

    def brought(self, there: Sequence[str]) -> dict[str, ColumnFrom]:
        """Return those of our fields that a file with the columns ``there`` brings under its own names; ours go first."""
        return {field: one for field, one in self.columns.items() if one.column in there and field not in there}

    def fields(self, there: Sequence[str]) -> tuple[str, ...]:
        """Return our names of what a file with the columns ``there`` brings."""
        ours = (name for name in there if name not in ("platform", "month", "subject_type", "kind"))
        return ("platform", "month", "subject_type", "kind", *self.brought(there), *ours)

    def in_its_names(self, rejects: Sequence[Reject], there: Sequence[str]) -> list[Reject]:
        """Return refusals with the column's name as it stands in the file."""
        names = {field: one.column for field, one in self.brought(there).items()}
        names |= {} if "platform" in there else {"platform": self.subject}
        return [replace(one, column=names.get(one.column, one.column)) for one in rejects]


@cache
def all_column_sources() -> tuple[ColumnSource, ...]:
    """Return every table that is known."""
    path = Path(str(resources.files("lookthrough.risk") / "platform_columns.yml"))
    return tuple(_source(name, said) for name, said in yaml.safe_load(path.read_text(encoding="utf-8")).items())


def _source(name: str, said: Mapping[str, Any]) -> ColumnSource:
    columns = {
        field: ColumnFrom(one["from"], float(one.get("times", 1)), one.get("zero") == "unknown", one.get("at_least"), one.get("at_most"))
        for field, one in said["columns"].items()
    }
    title = Text(said["title"]["zh"], said["title"]["en"])
    return ColumnSource(name, title, said["subject"], said["subject_type"], said["kind"], columns)


def source_of(columns: tuple[str, ...]) -> ColumnSource | None:
    """Return the source whose columns a file bears, or none."""
    return next((one for one in all_column_sources() if one.bears(columns)), None)


@cache
def bounds_of(field: str) -> tuple[float | None, float | None]:
    """Return what one of our figures can be at the least and at the most, under whatever name it came."""
    said = [one.columns[field] for one in all_column_sources() if field in one.columns]
    return (said[0].at_least, said[0].at_most) if said else (None, None)


def translate(con: duckdb.DuckDBPyConnection, source: ColumnSource, file: str) -> list[Reject]:
    """Bring the table ``raw`` (with ``row_no`` and ``month``) to our columns.

    Text that is no number stays as it is, to be refused by whoever reads on.
    Returns the values that were set aside because the figure cannot be that.
    """
    there = {name for name, *_ in con.execute("DESCRIBE raw").fetchall()}
    known = source.brought(sorted(there))
    rejects = [reject for one in known.values() for reject in _beyond(con, one, file)]
    figures = "".join(f", {_figure(one)} AS {quoted(field)}" for field, one in known.items())
    given = [name for name, constant in (("subject_type", source.subject_type), ("kind", source.kind)) if name not in there]
    constants = "".join(f", {text(getattr(source, name))} AS {name}" for name in given)
    subject = "" if "platform" in there else f", {quoted(source.subject)} AS platform"
    con.execute(f"CREATE OR REPLACE TABLE translated AS SELECT *{subject}{constants}{figures} FROM raw")
    con.execute("DROP VIEW IF EXISTS raw") if _is_view(con) else con.execute("DROP TABLE raw")
    con.execute("ALTER TABLE translated RENAME TO raw")
    return sorted(rejects, key=lambda one: (one.row, one.column))


def _number(one: ColumnFrom) -> str:
    return f"(TRY_CAST({quoted(one.column)} AS DOUBLE) * {one.times!r})"


def _is_beyond(one: ColumnFrom) -> str:
    ends = [f"{_number(one)} < {float(one.at_least)!r}"] if one.at_least is not None else []
    ends += [f"{_number(one)} > {float(one.at_most)!r}"] if one.at_most is not None else []
    return f"coalesce({' OR '.join(ends) or 'false'}, false)"


def _figure(one: ColumnFrom) -> str:
    nought = f"WHEN {_number(one)} = 0 THEN NULL " if one.zero_unknown else ""
    return (
        f"CASE WHEN {_number(one)} IS NULL THEN CAST({quoted(one.column)} AS VARCHAR) {nought}"
        f"WHEN {_is_beyond(one)} THEN NULL ELSE CAST({_number(one)} AS VARCHAR) END"
    )


def _beyond(con: duckdb.DuckDBPyConnection, one: ColumnFrom, file: str) -> list[Reject]:
    rows = con.execute(f"SELECT row_no, CAST({quoted(one.column)} AS VARCHAR) FROM raw WHERE {_is_beyond(one)} ORDER BY row_no").fetchall()
    return [Reject(file, row, one.column, found[:200], BEYOND) for row, found in rows]


def _is_view(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(con.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'raw'").fetchall())
