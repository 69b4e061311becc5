"""Writes a return of the sample area as a clerk's CSV file: Chinese headings with their units; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lookthrough.intake.template import Column, Template, template
from lookthrough.sample.returns_content import Row, Sheet

_EPOCH = date(1970, 1, 1)
_FEN = {"元": 100, "万元": 1_000_000}


def file_name(sheet: Sheet) -> str:
    """Return the name of the file, which says that its content is invented."""
    return f"演示数据-{template(sheet.template).title.zh}-{sheet.period}.csv"


def write_sheet(path: Path, slug: str, rows: Sequence[Row], *, spoilt: bool = False) -> None:
    """Write rows under their headings; ``spoilt`` writes one figure in words, as no machine reads it."""
    shown = template(slug)
    given = {name for row in rows for name in row}
    columns = [column for column in shown.columns if column.name in given]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    for place, row in enumerate(rows):
        cells = [_cell(column, row.get(column.name)) for column in columns]
        writer.writerow(_in_words(cells, columns, shown) if spoilt and place == 2 else cells)
    path.write_text("\ufeff" + out.getvalue(), encoding="utf-8", newline="")


def _in_words(cells: list[str], columns: Sequence[Column], shown: Template) -> list[str]:
    """Return a row in which the first required amount is said roughly."""
    name = next(column.name for column in shown.facts if column.kind == "money" and column.required)
    return ["约12万" if column.name == name else cell for column, cell in zip(columns, cells, strict=True)]


def _cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if column.kind == "money":
        return _exact(int(value), _FEN[column.unit])
    if column.kind == "flag":
        return "是" if value else "否"
    if column.kind == "day":
        return (_EPOCH + timedelta(days=int(value))).isoformat()
    if column.kind in ("share", "rate"):
        return f"{round(float(value) * 100, 6):g}"
    return f"{float(value):.10g}" if column.kind == "quantity" else str(int(value))


def _exact(fen: int, unit: int) -> str:
    """Write an amount in its unit to the last fen."""
    whole, rest = divmod(abs(fen), unit)
    places = len(str(unit)) - 1
    fraction = f"{rest:0{places}d}".rstrip("0")
    return f"{'-' if fen < 0 else ''}{whole}{'.' if fraction else ''}{fraction}"
