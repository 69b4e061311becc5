"""Brings a file of monthly figures, or a folder of part files, into one raw table with the place of each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from lookthrough.flows.open_quotes import refuse_open_quote
from lookthrough.flows.values import text as as_text
from lookthrough.kernel.files import FileRefused, Reject, SoundFile, look_at
from lookthrough.kernel.texts import Text

_PARTS = (".csv", ".csv.gz", ".parquet")
_EACH_PART = 10**12  # a row's number carries its part: part × this + its place in the part
_BROKEN = Text("该行字段数与表头不符", "this line does not have as many fields as the header")
_NO_PARTS = Text("文件夹中没有 CSV 或 Parquet 文件", "the folder holds no CSV and no Parquet file")
_NO_SUBJECT = Text("缺少主体列 platform 或 subject_id", "there is no column platform or subject_id")


@dataclass(frozen=True, slots=True)
class MonthlyFiles:
    """The sound files of one table, and every column that one of them bears."""

    name: str
    parts: tuple[SoundFile, ...]
    columns: tuple[str, ...]

    def placed(self, rejects: Iterable[Reject]) -> list[Reject]:
        """Return refusals of rows under the name of their part and with their place in it."""
        return [
            replace(one, file=self.parts[one.row // _EACH_PART].path.name, row=one.row % _EACH_PART) if one.row >= 0 else one
            for one in rejects
        ]


def monthly_files(path: Path) -> MonthlyFiles:
    """Look at a file, or at each part file of a folder; ``FileRefused`` names the one that is unsound."""
    if not path.is_dir():
        return _files(path, [path])
    parts = sorted(one for one in path.iterdir() if one.is_file() and one.name.endswith(_PARTS) and not one.name.startswith((".", "_")))
    if not parts:
        raise FileRefused(file=path.name, reason=_NO_PARTS)
    return _files(path, parts)


def _files(path: Path, parts: Sequence[Path]) -> MonthlyFiles:
    found = tuple(_with_named_columns(look_at(one)) for one in parts)
    for one in found:
        _needs(one, "month", Text("缺少该列", "this column is missing"))
    return MonthlyFiles(path.name, found, tuple(dict.fromkeys(name for one in found for name in one.columns)))


def _with_named_columns(sound: SoundFile) -> SoundFile:
    """Give columns without a heading a name by their place, and take blanks from around the others; a CSV is read by these names."""
    if sound.format == "parquet":
        return sound
    names = tuple(name.strip() or f"column_{place}" for place, name in enumerate(sound.columns, 1))
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled:
        raise FileRefused(file=sound.path.name, row=0, column=doubled, reason=Text("列名重复", "this column stands twice"))
    return replace(sound, columns=names)


def _needs(sound: SoundFile, column: str, reason: Text) -> None:
    if column not in sound.columns:
        raise FileRefused(file=sound.path.name, row=0, column=column, reason=_other_comma(sound) or reason)


def _other_comma(sound: SoundFile) -> Text | None:
    """Return what to do where the whole head stands in one column, for lack of commas."""
    if len(sound.columns) != 1 or not re.search(r"[;\t|]", sound.columns[0]):
        return None
    return Text(
        "各列应以英文逗号分隔（表头里是分号、制表符或竖线）", "columns are parted by commas; this header has semicolons, tabs or bars"
    )


def no_subject(name: str) -> FileRefused:
    """Return the refusal of a table that names no subjects."""
    return FileRefused(file=name, row=0, column="platform", reason=_NO_SUBJECT)


def load_raw(con: duckdb.DuckDBPyConnection, files: MonthlyFiles) -> list[Reject]:
    """Create ``raw`` with ``row_no``; returns the lines that have another number of fields than the head."""
    for kind in ("VIEW", "TABLE"):
        held = con.execute(f"SELECT 1 FROM duckdb_{kind.lower()}s() WHERE {kind.lower()}_name = 'raw'").fetchall()
        con.execute(f"DROP {kind} raw") if held else None
    if len(files.parts) == 1:
        return _load(con, files.parts[0], "raw", 0)
    rejects = [one for place, part in enumerate(files.parts) for one in _load(con, part, f"raw_{place}", place * _EACH_PART)]
    union = " UNION ALL BY NAME ".join(f"SELECT * FROM raw_{place}" for place in range(len(files.parts)))
    con.execute(f"CREATE OR REPLACE VIEW raw AS {union}")
    return rejects


def _load(con: duckdb.DuckDBPyConnection, sound: SoundFile, table: str, first: int) -> list[Reject]:
    if sound.format == "parquet":
        source = f"read_parquet({as_text(str(sound.path))}, file_row_number = true)"
        con.execute(
            f"CREATE OR REPLACE VIEW {table} AS SELECT * EXCLUDE (file_row_number), {first + 1} + file_row_number AS row_no FROM {source}"
        )
        return []
    columns = "{" + ", ".join(f"{as_text(name)}: 'VARCHAR'" for name in sound.columns) + "}"
    con.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    con.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT *, row_number() OVER () AS good FROM read_csv({as_text(str(sound.path))}, "
        f"columns = {columns}, header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, "
        "store_rejects = true, rejects_limit = 0, max_line_size = 2000000, null_padding = false)"
    )
    broken = con.execute("SELECT line - 1, min(csv_line) FROM reject_errors GROUP BY line ORDER BY line").fetchall()
    refuse_open_quote(con, sound, table, ("platform", "subject_id", "month", "platName"))
    con.execute(f"ALTER TABLE {table} ADD COLUMN row_no BIGINT")
    con.execute(f"UPDATE {table} SET row_no = good")
    for place, (row, _) in enumerate(broken):  # a good row's place in the file: the bad lines before it are counted in
        con.execute(f"UPDATE {table} SET row_no = good + ? WHERE row_no >= ?", [place + 1, row])
    con.execute(f"UPDATE {table} SET row_no = row_no + {first}") if first else None
    con.execute(f"ALTER TABLE {table} DROP COLUMN good")
    return [Reject(sound.path.name, first + row, "", (line or "")[:200], _BROKEN) for row, line in broken]
