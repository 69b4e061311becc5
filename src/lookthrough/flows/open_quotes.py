"""Finds the stray quotation mark that joins lines of a CSV: what it swallows would be lost, or stand under another row's name."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from lookthrough.flows.values import quoted
from lookthrough.kernel.files import FileRefused, SoundFile
from lookthrough.kernel.texts import Text

_OPEN_QUOTE = Text(
    "此处的双引号没有配对，其后多行被连成一行；请删去或补全双引号",
    "a quotation mark opens here and swallows lines that follow: remove or close it",
)


def refuse_open_quote(con: duckdb.DuckDBPyConnection, sound: SoundFile, table: str, keys: Iterable[str]) -> None:
    """Refuse a CSV, parsed into ``table`` with its errors in ``reject_errors``, if one of its rows or ``keys`` reaches over several lines.

    Other fields may hold line breaks between quotation marks. ``good`` numbers the table's rows from 1; the refusal names the row.
    """
    several = "contains(rtrim(csv_line, chr(10) || chr(13)), chr(10))"
    row = con.execute(f"SELECT min(line - 1) FROM reject_errors WHERE {several}").fetchall()[0][0]
    if row is None and (joined := " OR ".join(f"contains({quoted(name)}, chr(10))" for name in keys if name in sound.columns)):
        row = con.execute(f"SELECT min(good) FROM {table} WHERE {joined}").fetchall()[0][0]
    if row is not None:
        raise FileRefused(file=sound.path.name, row=int(row), reason=_OPEN_QUOTE)
