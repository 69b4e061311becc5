"""Reads monthly indicators as they are delivered: one row a subject and month, refused rows kept aside with file, row and column.

The result is a DuckDB table or view ``monthly``: subject_type, subject_id, kind, month_number and each column that an indicator asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from lookthrough.flows.values import quoted
from lookthrough.flows.values import text as as_text
from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.risk.column_sources import BEYOND, bounds_of, source_of, translate
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.monthly_tables import MonthlyFiles, load_raw, monthly_files, no_subject

_ABOUT = frozenset({"platform", "subject_id", "subject_type", "kind", "month"})
_MONTH = r"^\d{4}-(0[1-9]|1[0-2])(-\d{2}.*)?$"  # a day stands for its month
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "BOOLEAN")
_NO_SUBJECT = Text("缺少主体编号", "the subject's id is missing")
_BAD_MONTH = Text("月份应写作 2026-03", "a month is written 2026-03")
_NO_NUMBER = Text("不是数字", "this is no number")
_REPEATED = Text("同一主体同一月份重复而内容不同", "the same subject and month stands earlier with other figures")


@dataclass(slots=True)
class MonthlyRead:
    """What was read: ``subject_column`` is the id column's name in the file, ``columns`` the figures that indicators ask for."""

    files: MonthlyFiles
    subject_column: str
    columns: tuple[str, ...]
    rows: int = 0
    accepted: int = 0
    repeated: int = 0
    last_month: Month | None = None
    one_month: bool = False  # all rows are of the same month
    left: tuple[str, ...] = ()  # columns that no indicator asks for
    rejects: list[Reject] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Return the name of the file or folder."""
        return self.files.name


def known_columns() -> frozenset[str]:
    """Return every figure that a file may bring: the fields indicators are made from, and the indicators themselves."""
    return frozenset(name for one in all_indicators().values() for name in one.fields) | frozenset(all_indicators())


def read_monthly(con: duckdb.DuckDBPyConnection, path: Path) -> MonthlyRead:
    """Read a CSV, CSV.gz, Parquet or a folder of part files of monthly indicators into the table ``monthly`` of ``con``.

    The id column is ``platform`` (then all subjects are institutions of the kind p2p unless a column ``kind`` says otherwise) or
    ``subject_id`` with an optional ``subject_type``. Unknown columns are left alone. Raises ``FileRefused`` when nothing can be read.
    """
    files = monthly_files(path)
    source = source_of(files.columns)  # a table of another house bears other names
    columns = source.fields(files.columns) if source else files.columns
    subject = next((name for name in ("platform", "subject_id") if name in columns), None)
    if subject is None:
        raise no_subject(path.name)
    known = known_columns()
    read = MonthlyRead(files, subject, tuple(name for name in columns if name in known))
    used = {one.column for one in source.brought(files.columns).values()} | {source.subject} if source else set()
    read.left = tuple(name for name in files.columns if name not in known | used | _ABOUT)
    try:
        read.rejects = load_raw(con, files)
        set_aside = translate(con, source, read.file) if source else []
        set_aside += _sound_rows(con, read)
        read.rejects = files.placed([*(source.in_its_names(read.rejects, files.columns) if source else read.rejects), *set_aside])
    except duckdb.Error as error:
        said = str(error).splitlines()[0][:200]
        damaged = Text("文件内容损坏，无法读取", f"the content is damaged and cannot be read ({said})")
        raise FileRefused(file=path.name, reason=damaged) from error
    if not read.accepted:
        raise nothing_left(read)
    return read


def _sound_rows(con: duckdb.DuckDBPyConnection, read: MonthlyRead) -> list[Reject]:
    """Create ``monthly`` from the rows whose subject, month and figures are sound; returns single values that were set aside."""
    kinds = {name: kind for name, kind, *_ in con.execute("DESCRIBE raw").fetchall()}
    text = {name: f"trim(CAST({quoted(name)} AS VARCHAR))" for name in kinds}
    bad = {read.subject_column: f"coalesce({text[read.subject_column]}, '') = ''"}
    bad["month"] = f"NOT coalesce(regexp_matches({text['month']}, '{_MONTH}'), false)"
    casts = {name: _number(name, kinds[name], text[name], bad) for name in read.columns}
    any_bad = " OR ".join(bad.values())
    rows, wrong = con.execute(f"SELECT count(*), count(*) FILTER (WHERE {any_bad}) FROM raw").fetchall()[0]
    read.rows = rows + len(read.rejects)
    if wrong:
        read.rejects += _refused(con, read, bad, text)
    platforms = read.subject_column == "platform"
    kind = _said_or("kind", "'p2p'" if platforms else "''", text)
    subject_type = _said_or("subject_type", "'institution'" if platforms else "'company'", text)
    possible, set_aside = _possible(con, read, casts)
    figures = "".join(f", {possible[name]} AS {quoted(name)}" for name in read.columns)
    month = f"CAST(substr({text['month']}, 1, 4) AS INTEGER) * 12 + CAST(substr({text['month']}, 6, 2) AS INTEGER) - 1"
    con.execute(
        f"CREATE OR REPLACE VIEW sound AS SELECT {subject_type} AS subject_type, {text[read.subject_column]} AS subject_id, "
        f"{kind} AS kind, {month} AS month_number{figures}, row_no FROM raw" + (f" WHERE NOT ({any_bad})" if wrong else "")
    )
    _drop_repeats(con, read)
    measure(con, read)
    return set_aside


def measure(con: duckdb.DuckDBPyConnection, read: MonthlyRead) -> None:
    """Note how many rows ``monthly`` holds and from when to when."""
    read.accepted, first, last = con.execute("SELECT count(*), min(month_number), max(month_number) FROM monthly").fetchall()[0]
    read.last_month = None if last is None else Month(last // 12, last % 12 + 1)
    read.one_month = first == last


def _said_or(column: str, default: str, text: dict[str, str]) -> str:
    """Return what a column says, and where it says nothing or is not there, what holds then."""
    return f"coalesce(nullif({text[column]}, ''), {default})" if column in text else default


def _possible(con: duckdb.DuckDBPyConnection, read: MonthlyRead, casts: dict[str, str]) -> tuple[dict[str, str], list[Reject]]:
    """Return the figures without values that they cannot have, and those values with their places; their rows are kept."""
    possible, rejects = dict(casts), []
    for name, (least, most) in ((name, bounds_of(name)) for name in read.columns):
        if least is None and most is None:
            continue
        ends = [f"{casts[name]} < {least!r}"] if least is not None else []
        beyond = " OR ".join(ends + ([f"{casts[name]} > {most!r}"] if most is not None else []))
        possible[name] = f"CASE WHEN {beyond} THEN NULL ELSE {casts[name]} END"
        rows = con.execute(f"SELECT row_no, CAST({quoted(name)} AS VARCHAR) FROM raw WHERE {beyond} ORDER BY row_no").fetchall()
        rejects += [Reject(read.file, row, name, found[:200], BEYOND) for row, found in rows]
    return possible, rejects


def _number(name: str, kind: str, trimmed: str, bad: dict[str, str]) -> str:
    """Return a column as a number, and add to ``bad`` when a value of it is none; what is typed already need not be tried."""
    if kind in _WHOLE:
        return f"CAST({quoted(name)} AS DOUBLE)"
    if kind == "DOUBLE":
        bad[name] = f"(NOT coalesce(isfinite({quoted(name)}), true))"
        return quoted(name)
    given = f"nullif({trimmed}, '')"
    bad[name] = f"({given} IS NOT NULL AND NOT coalesce(isfinite(TRY_CAST({given} AS DOUBLE)), false))"
    return f"TRY_CAST({given} AS DOUBLE)"


def _refused(con: duckdb.DuckDBPyConnection, read: MonthlyRead, bad: dict[str, str], text: dict[str, str]) -> list[Reject]:
    """Return the first wrong value of each refused row."""
    reasons = {read.subject_column: _NO_SUBJECT, "month": _BAD_MONTH}
    places = " ".join(f"WHEN {wrong} THEN {as_text(name)}" for name, wrong in bad.items())
    founds = " ".join(f"WHEN {wrong} THEN {text[name]}" for name, wrong in bad.items())
    rows = con.execute(
        f"SELECT row_no, CASE {places} END, CASE {founds} END FROM raw WHERE {' OR '.join(bad.values())} ORDER BY row_no"
    ).fetchall()
    return [Reject(read.file, row, name, (found or "")[:200], reasons.get(name, _NO_NUMBER)) for row, name, found in rows]


def _drop_repeats(con: duckdb.DuckDBPyConnection, read: MonthlyRead) -> None:
    """Keep the first row of a subject and month; an identical repeat is counted, another content is refused."""
    key = "subject_type, subject_id, month_number"
    if not _one(con, f"SELECT count(*) FROM (SELECT 1 FROM sound GROUP BY {key} HAVING count(*) > 1)"):
        con.execute("CREATE OR REPLACE VIEW monthly AS SELECT * FROM sound")
        return
    con.execute("CREATE OR REPLACE TABLE monthly AS SELECT * FROM sound")
    content = ", ".join(["kind", *(quoted(name) for name in read.columns)])
    repeats = con.execute(
        f"SELECT row_no, subject_id, content = kept FROM (SELECT row_no, subject_id, row({content})::VARCHAR AS content, "
        f"first_value(row({content})::VARCHAR) OVER one AS kept, row_number() OVER one AS place FROM monthly "
        f"WINDOW one AS (PARTITION BY {key} ORDER BY row_no)) WHERE place > 1 ORDER BY row_no"
    ).fetchall()
    con.execute("DELETE FROM monthly WHERE row_no IN (SELECT unnest(?))", [[row for row, *_ in repeats]])
    read.repeated = sum(same for *_, same in repeats)
    read.rejects += [Reject(read.file, row, read.subject_column, found, _REPEATED) for row, found, same in repeats if not same]


def nothing_left(read: MonthlyRead) -> FileRefused:
    """Return the refusal of a file of which no row is left, with the first reason."""
    first = read.rejects[0] if read.rejects else None
    reason = first.reason if first else Text("没有可用的月度数据", "there is no month to score")
    return FileRefused(file=read.file, row=first.row if first else None, column=(first.column or None) if first else None, reason=reason)


def _one(con: duckdb.DuckDBPyConnection, question: str, values: Sequence[object] = ()) -> int:
    found: int = con.execute(question, list(values)).fetchall()[0][0]
    return found
