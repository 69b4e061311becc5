"""Reads a ledger as institutions deliver it: every value checked, refused rows kept aside with file, row and column.

A ledger folder becomes one DuckDB view a table (``parties``, ``relations``, … ``transfers``) that holds sound rows only, with the
contract's columns and types and with ``part`` and ``row_no`` (which file, which row from 1) to find a row again. Parquet is read
where it lies; CSV is parsed once into a temporary table, which DuckDB may move to disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from lookthrough.flows import values
from lookthrough.flows.by_dictionary import Sections, read_by_dictionary
from lookthrough.flows.open_quotes import refuse_open_quote
from lookthrough.flows.tables import LEDGER, Table
from lookthrough.kernel.files import FileRefused, Reject, SoundFile, look_at
from lookthrough.kernel.texts import Text

SUFFIXES = (".parquet", ".csv", ".csv.gz")
_REPEATED = Text("编号重复而内容不同", "this id stands earlier with other content")
_IN_ONE_LINE = {  # columns that never hold a line break, unlike names and what people say
    table.name: [one.name for one in table.columns if one.kind != "text" or one.name.endswith("_id")] for table in LEDGER
}


@dataclass(slots=True)
class TableRead:
    """What was read of one table. ``columns`` are the contract's columns that the files really have."""

    table: Table
    files: list[SoundFile]
    columns: frozenset[str] = frozenset()
    rows: int = 0
    accepted: int = 0
    repeated: int = 0
    ids_ascend: bool = False  # ids only ever grow from row to row, so none repeats and a row's place stands for its id
    sections: Sections | None = None  # the rows themselves, where a first look found every one of them sound
    rejects: list[Reject] = field(default_factory=list)


@dataclass(slots=True)
class LedgerRead:
    """An open ledger: the connection that holds its views, and what was read of each table."""

    con: duckdb.DuckDBPyConnection
    folder: Path
    tables: dict[str, TableRead]
    last_day: date

    @property
    def rejects(self) -> list[Reject]:
        """Return the refused rows of all tables, in the order of the contract's tables."""
        return [reject for read in self.tables.values() for reject in read.rejects]

    def has(self, table: str, *columns: str) -> bool:
        """Tell whether the ledger came with that table and those of its columns."""
        read = self.tables[table]
        return bool(read.files) and set(columns) <= read.columns


def open_ledger(con: duckdb.DuckDBPyConnection, folder: Path, *, as_of: date | None = None) -> LedgerRead:
    """Read all tables of ``folder`` into views of ``con``; transfers after ``as_of`` are left out.

    Raises ``FileRefused`` when a required table or column is missing, a file is damaged, or no transfer is left.
    """
    if not folder.is_dir():
        raise FileRefused(file=folder.name, reason=Text("找不到账本文件夹", "there is no such ledger folder"))
    tables = {table.name: _read_table(con, folder, table) for table in LEDGER}
    return LedgerRead(con, folder, tables, _last_day(con, tables["transfers"], as_of))


def open_table(con: duckdb.DuckDBPyConnection, folder: Path, name: str) -> None:
    """Read one table of a ledger folder into a view of ``con``, where nothing else of the ledger is asked."""
    _read_table(con, folder, next(table for table in LEDGER if table.name == name))


def find_files(folder: Path, table: str) -> list[Path]:
    """Return the table's one file, or the part files of its folder in the order of their names."""
    whole = [folder / f"{table}{suffix}" for suffix in SUFFIXES if (folder / f"{table}{suffix}").is_file()]
    parts = sorted(path for path in (folder / table).glob("*") if path.name.endswith(SUFFIXES)) if (folder / table).is_dir() else []
    if len(whole) + bool(parts) > 1:
        raise FileRefused(file=table, reason=Text("同一张表有多个文件", "the same table stands in more than one form"))
    return whole or parts


def _read_table(con: duckdb.DuckDBPyConnection, folder: Path, table: Table) -> TableRead:
    paths = find_files(folder, table.name)
    if not paths and not table.optional:
        raise FileRefused(file=table.name, reason=Text("缺少这张表", f"the table {table.name} is missing from {folder.name}"))
    read = TableRead(table, [look_at(path, required=table.required) for path in paths])
    with _damage(read):
        if not read.files:
            con.execute(values.empty_view(table))
        else:
            types = _raw_view(con, read)
            read.columns = frozenset(types) & {column.name for column in table.columns}
            if table.name == "transfers" and all(file.format == "parquet" for file in read.files):
                read.sections = read_by_dictionary([file.path for file in read.files])
            _typed_view(con, read, types)
    return read


@contextmanager
def _damage(read: TableRead) -> Iterator[None]:
    """Turn what DuckDB finds inside a file that looked sound into a refusal that names the file."""
    try:
        yield
    except duckdb.Error as error:
        first = str(error).splitlines()[0][:200]
        name = next(
            (f.path.name for f in read.files if f.path.name in str(error)), read.files[0].path.name if read.files else read.table.name
        )
        raise FileRefused(
            file=name, reason=Text("文件内容损坏，无法读取", f"the content is damaged and cannot be read ({first})")
        ) from error


def _raw_view(con: duckdb.DuckDBPyConnection, read: TableRead) -> dict[str, str]:
    """Create ``raw_<table>`` over all part files with ``part`` and ``row_no``; return its columns with their types."""
    name = read.table.name
    selects = [_raw_select(con, name, part, sound) for part, sound in enumerate(read.files)]
    con.execute(f"CREATE OR REPLACE VIEW raw_{name} AS {' UNION ALL BY NAME '.join(selects)}")
    described = con.execute(f"DESCRIBE raw_{name}").fetchall()
    return {column: kind for column, kind, *_ in described if column not in ("part", "row_no")}


def _raw_select(con: duckdb.DuckDBPyConnection, name: str, part: int, sound: SoundFile) -> str:
    if sound.format == "parquet":
        source = f"read_parquet({values.text(str(sound.path))}, file_row_number = true)"
        return f"SELECT * EXCLUDE (file_row_number), {part} AS part, file_row_number + 1 AS row_no FROM {source}"
    _parse_csv(con, f"csv_{name}_{part}", sound, keys=_IN_ONE_LINE[name])
    return f"SELECT * EXCLUDE (good), {part} AS part FROM csv_{name}_{part}"


def _parse_csv(con: duckdb.DuckDBPyConnection, target: str, sound: SoundFile, *, keys: Sequence[str]) -> None:
    """Parse a CSV as text into a temporary table; lines with another number of fields come to ``<target>_bad``."""
    con.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    trimmed = ", ".join(f"trim({values.quoted(name)}) AS {values.quoted(name)}" for name in sound.columns)
    columns = "{" + ", ".join(f"{values.text(name)}: 'VARCHAR'" for name in sound.columns) + "}"
    con.execute(
        f"CREATE OR REPLACE TABLE {target} AS SELECT {trimmed}, row_number() OVER () AS good "
        f"FROM read_csv({values.text(str(sound.path))}, "
        f"columns = {columns}, header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, "
        "store_rejects = true, rejects_limit = 0, max_line_size = 2000000, null_padding = false)"
    )
    refuse_open_quote(con, sound, target, keys)
    con.execute(
        f"CREATE OR REPLACE TABLE {target}_bad AS SELECT line - 1 AS row_no, min(csv_line) AS csv_line FROM reject_errors GROUP BY line"
    )
    con.execute(f"ALTER TABLE {target} ADD COLUMN row_no BIGINT")
    con.execute(
        # a good row's place in the file: its place among the good ones plus the bad lines before it
        f"UPDATE {target} AS g SET row_no = good + coalesce((SELECT max(before) FROM "
        f"(SELECT row_no - rank() OVER (ORDER BY row_no) AS good_before, rank() OVER (ORDER BY row_no) AS before FROM {target}_bad) "
        "WHERE good_before < g.good), 0)"
        if con.execute(f"SELECT count(*) FROM {target}_bad").fetchall()[0][0]
        else f"UPDATE {target} SET row_no = good"
    )


def _typed_view(con: duckdb.DuckDBPyConnection, read: TableRead, types: dict[str, str]) -> None:
    """Create ``<table>`` with sound rows only; count rows, refusals and repeats."""
    table = read.table
    checked = values.checked(table, types)
    con.execute(f"CREATE OR REPLACE VIEW typed_{table.name} AS SELECT {checked.columns}, part, row_no FROM raw_{table.name}")
    read.rows, bad = (len(read.sections), 0) if read.sections else _count(con, table.name, checked.bad)
    sound = f"SELECT {checked.columns}, part, row_no FROM raw_{table.name}" + (f" WHERE NOT ({checked.bad})" if bad else "")
    con.execute(f"CREATE OR REPLACE VIEW sound_{table.name} AS {sound}")
    read.rejects += _csv_rejects(con, read)
    read.rows += len(read.rejects)
    if bad:
        read.rejects += _rejects(con, read, checked)
    _drop_repeats(con, read)
    read.accepted = read.rows - read.repeated - len(read.rejects)


def _count(con: duckdb.DuckDBPyConnection, name: str, bad: str) -> tuple[int, int]:
    rows: tuple[int, int] = con.execute(f"SELECT count(*), count(*) FILTER (WHERE {bad}) FROM raw_{name}").fetchall()[0]
    return rows


def _csv_rejects(con: duckdb.DuckDBPyConnection, read: TableRead) -> list[Reject]:
    rejects = []
    for part, sound in enumerate(read.files):
        if sound.format != "parquet":
            rows = con.execute(f"SELECT row_no, csv_line FROM csv_{read.table.name}_{part}_bad ORDER BY row_no").fetchall()
            rejects += [Reject(sound.path.name, row, "", (line or "")[:200], values.BROKEN_LINE) for row, line in rows]
    return rejects


def _rejects(con: duckdb.DuckDBPyConnection, read: TableRead, checked: values.Checked) -> list[Reject]:
    rows = con.execute(
        f"SELECT part, row_no, {checked.problem} AS problem, {checked.found} AS found FROM raw_{read.table.name} "
        f"WHERE {checked.bad} ORDER BY part, row_no"
    ).fetchall()
    return [
        Reject(read.files[part].path.name, row, problem.split(":")[0], str(found or "")[:200], values.PROBLEMS[problem.split(":")[1]])
        for part, row, problem, found in rows
    ]


def _drop_repeats(con: duckdb.DuckDBPyConnection, read: TableRead) -> None:
    """Keep the first row of an id: an identical repeat is dropped and counted, another content under the same id is refused."""
    name, key = read.table.name, read.table.key
    final = f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM sound_{name}"
    read.ids_ascend = read.sections.ids_ascend if read.sections else key is not None and _ids_ascend(con, name, key)
    if key is None or read.ids_ascend or not _has_repeats(con, name, key):
        con.execute(final)
        return
    content = ", ".join(values.quoted(column.name) for column in read.table.columns)
    con.execute(
        f"CREATE OR REPLACE TABLE repeats_{name} AS "
        f"WITH shared AS (SELECT * FROM sound_{name} WHERE {key} IN (SELECT {key} FROM sound_{name} GROUP BY 1 HAVING count(*) > 1)), "
        f"ranked AS (SELECT part, row_no, {key} AS id, row({content})::VARCHAR AS content, "
        f"first_value(row({content})::VARCHAR) OVER one AS kept, row_number() OVER one AS place FROM shared "
        f"WINDOW one AS (PARTITION BY {key} ORDER BY part, row_no ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) "
        "SELECT part, row_no, id, content = kept AS identical FROM ranked WHERE place > 1"
    )
    con.execute(f"{final} WHERE NOT EXISTS (FROM repeats_{name} r WHERE r.part = sound_{name}.part AND r.row_no = sound_{name}.row_no)")
    read.sections = None
    rows: Sequence[tuple[int, int, str, bool]] = con.execute(f"FROM repeats_{name} ORDER BY part, row_no").fetchall()
    read.repeated = sum(identical for *_, identical in rows)
    read.rejects += [
        Reject(read.files[part].path.name, row, key, found, _REPEATED) for part, row, found, identical in rows if not identical
    ]


def _ids_ascend(con: duckdb.DuckDBPyConnection, name: str, key: str) -> bool:
    """Tell whether each row's id is greater than that of the row before it in the files."""
    rows = f"SELECT {key} AS id, lag({key}) OVER () AS before FROM sound_{name}"  # no ORDER BY: in the order of the files
    return bool(con.execute(f"SELECT count(*) = 0 FROM ({rows}) WHERE id <= before").fetchall()[0][0])


def _has_repeats(con: duckdb.DuckDBPyConnection, name: str, key: str) -> bool:
    """Tell whether an id stands twice; hashes stand for ids, as equal ids have equal hashes and a clash only costs a second look."""
    rows, distinct = con.execute(f"SELECT count(*), count(DISTINCT hash({key})) FROM sound_{name}").fetchall()[0]
    return bool(rows != distinct)


def _last_day(con: duckdb.DuckDBPyConnection, read: TableRead, as_of: date | None) -> date:
    """Cut the transfers at ``as_of`` and return it, or the day of the last transfer."""
    if as_of is not None:
        con.execute(f"CREATE OR REPLACE VIEW transfers AS SELECT * FROM ({_definition(con)}) WHERE \"at\" < DATE '{as_of.isoformat()}' + 1")
    if read.sections and as_of is None:
        return read.sections.last_day
    if read.sections and as_of is not None and read.sections.end_on(as_of):
        return as_of
    rows, last = con.execute('SELECT count(*), max("at")::DATE FROM transfers').fetchall()[0]
    if not rows:
        first = read.rejects[0] if read.rejects else None
        reason = first.reason if first else Text("没有可用的转账记录", "there is no transfer to look at")
        raise FileRefused(
            file=read.files[0].path.name, row=first.row if first else None, column=first.column or None if first else None, reason=reason
        )
    return as_of or last


def _definition(con: duckdb.DuckDBPyConnection) -> str:
    sql: str = con.execute("SELECT sql FROM duckdb_views() WHERE view_name = 'transfers'").fetchall()[0][0]
    return sql.split(" AS ", 1)[1].rstrip("; \n")
