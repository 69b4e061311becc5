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
from lookthrough.kernel.files import FileRefused, Reject, SoundFile, look_at
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.risk.column_sources import source_of, translate
from lookthrough.risk.indicator import all_indicators

_MONTH = r"^\d{4}-(0[1-9]|1[0-2])(-\d{2}.*)?$"  # a day stands for its month
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "BOOLEAN")
_NO_SUBJECT = Text("缺少主体编号", "the subject's id is missing")
_NO_COLUMN = Text("缺少主体列 platform 或 subject_id", "there is no column platform or subject_id")
_BAD_MONTH = Text("月份应写作 2026-03", "a month is written 2026-03")
_NO_NUMBER = Text("不是数字", "this is no number")
_BROKEN = Text("该行字段数与表头不符", "this line does not have as many fields as the header")
_REPEATED = Text("同一主体同一月份重复而内容不同", "the same subject and month stands earlier with other figures")


@dataclass(slots=True)
class MonthlyRead:
    """What was read: ``subject_column`` is the id column's name in the file, ``columns`` the figures that indicators ask for."""

    file: str
    subject_column: str
    columns: tuple[str, ...]
    rows: int = 0
    accepted: int = 0
    repeated: int = 0
    last_month: Month | None = None
    one_month: bool = False  # all rows are of the same month
    rejects: list[Reject] = field(default_factory=list)


def known_columns() -> frozenset[str]:
    """Return every figure that a file may bring: the fields indicators are made from, and the indicators themselves."""
    return frozenset(name for one in all_indicators().values() for name in one.fields) | frozenset(all_indicators())


def read_monthly(con: duckdb.DuckDBPyConnection, path: Path) -> MonthlyRead:
    """Read a CSV, CSV.gz or Parquet of monthly indicators into the table ``monthly`` of ``con``.

    The id column is ``platform`` (then all subjects are institutions of the kind p2p unless a column ``kind`` says otherwise) or
    ``subject_id`` with an optional ``subject_type``. Unknown columns are left alone. Raises ``FileRefused`` when nothing can be read.
    """
    sound = look_at(path, required=("month",))
    source = source_of(sound.columns)  # a table of another house bears other names
    columns = source.fields(sound.columns) if source else sound.columns
    subject = next((name for name in ("platform", "subject_id") if name in columns), None)
    if subject is None:
        raise FileRefused(file=path.name, row=0, column="platform", reason=_NO_COLUMN)
    known = known_columns()
    read = MonthlyRead(path.name, subject, tuple(name for name in columns if name in known))
    try:
        _raw(con, sound, read)
        set_aside = translate(con, source, read.file) if source else []
        _sound_rows(con, sound, read)
        read.rejects = source.in_its_names(read.rejects) + set_aside if source else read.rejects
    except duckdb.Error as error:
        said = str(error).splitlines()[0][:200]
        damaged = Text("文件内容损坏，无法读取", f"the content is damaged and cannot be read ({said})")
        raise FileRefused(file=path.name, reason=damaged) from error
    if not read.accepted:
        raise _nothing_left(read)
    return read


def _raw(con: duckdb.DuckDBPyConnection, sound: SoundFile, read: MonthlyRead) -> None:
    """Create ``raw`` with ``row_no``; lines with another number of fields are refused at once."""
    if sound.format == "parquet":
        source = f"read_parquet({as_text(str(sound.path))}, file_row_number = true)"
        con.execute(f"CREATE OR REPLACE VIEW raw AS SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS row_no FROM {source}")
        return
    columns = "{" + ", ".join(f"{as_text(name)}: 'VARCHAR'" for name in sound.columns) + "}"
    con.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    con.execute(
        f"CREATE OR REPLACE TABLE raw AS SELECT *, row_number() OVER () AS good FROM read_csv({as_text(str(sound.path))}, "
        f"columns = {columns}, header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, "
        "store_rejects = true, rejects_limit = 0, max_line_size = 2000000, null_padding = false)"
    )
    broken = con.execute("SELECT line - 1, min(csv_line) FROM reject_errors GROUP BY line ORDER BY line").fetchall()
    read.rejects += [Reject(read.file, row, "", (line or "")[:200], _BROKEN) for row, line in broken]
    con.execute("ALTER TABLE raw ADD COLUMN row_no BIGINT")
    con.execute("UPDATE raw SET row_no = good")
    for place, (row, _) in enumerate(broken):  # a good row's place in the file: the bad lines before it are counted in
        con.execute("UPDATE raw SET row_no = good + ? WHERE row_no >= ?", [place + 1, row])


def _sound_rows(con: duckdb.DuckDBPyConnection, sound: SoundFile, read: MonthlyRead) -> None:
    """Create ``monthly`` from the rows whose subject, month and figures are sound."""
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
    kind = text["kind"] if "kind" in kinds else ("'p2p'" if read.subject_column == "platform" else "''")
    platforms = read.subject_column == "platform"
    subject_type = text["subject_type"] if "subject_type" in kinds else ("'institution'" if platforms else "'company'")
    figures = "".join(f", {casts[name]} AS {quoted(name)}" for name in read.columns)
    month = f"CAST(substr({text['month']}, 1, 4) AS INTEGER) * 12 + CAST(substr({text['month']}, 6, 2) AS INTEGER) - 1"
    con.execute(
        f"CREATE OR REPLACE VIEW sound AS SELECT {subject_type} AS subject_type, {text[read.subject_column]} AS subject_id, "
        f"coalesce({kind}, '') AS kind, {month} AS month_number{figures}, row_no FROM raw" + (f" WHERE NOT ({any_bad})" if wrong else "")
    )
    _drop_repeats(con, read)
    read.accepted, first, last = con.execute("SELECT count(*), min(month_number), max(month_number) FROM monthly").fetchall()[0]
    read.last_month = None if last is None else Month(last // 12, last % 12 + 1)
    read.one_month = first == last


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


def _nothing_left(read: MonthlyRead) -> FileRefused:
    first = read.rejects[0] if read.rejects else None
    reason = first.reason if first else Text("没有可用的月度数据", "there is no month to score")
    return FileRefused(file=read.file, row=first.row if first else None, column=(first.column or None) if first else None, reason=reason)


def _one(con: duckdb.DuckDBPyConnection, question: str, values: Sequence[object] = ()) -> int:
    found: int = con.execute(question, list(values)).fetchall()[0][0]
    return found
