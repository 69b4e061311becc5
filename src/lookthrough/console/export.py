"""Tables leave the console as CSV or Excel: headings in the reader's language, amounts as figures, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

FORMATS = ("csv", "xlsx")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST = 48


def table(*, name: str, format: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:  # noqa: A002
    """Answer with a file ``name.csv`` or ``name.xlsx``; ``rows`` are read as they are written out."""
    heading = [str(title) for title in header]
    if format == "xlsx":
        response: HttpResponseBase = HttpResponse(_workbook(name, heading, rows), content_type=_XLSX)
    else:
        response = StreamingHttpResponse(_lines(heading, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response


def _lines(header: list[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield CSV, first the mark that lets Excel read the Chinese."""
    yield "\ufeff"
    for row in chain([header], rows):
        line = io.StringIO()
        csv.writer(line).writerow([_harmless(value) for value in row])
        yield line.getvalue()


def _harmless(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value


def _workbook(name: str, header: list[str], rows: Iterable[Sequence[Any]]) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(
        kept, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "amount": book.add_format({"num_format": "#,##0.00"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    sheet.freeze_panes(1, 0)
    for place, title in enumerate(header):
        sheet.set_column(place, place, min(_WIDEST, 2 * len(title) + 6))
        sheet.write_string(0, place, title, bold)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _cell(sheet, number, place, value, formats)
    book.close()
    return kept.getvalue()


def _cell(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001 - a sheet has no zone
    elif isinstance(value, Yuan):
        sheet.write_number(row, column, value.fen / 100, formats["amount"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif value not in (None, ""):
        sheet.write_string(row, column, str(value))


class Yuan:
    """An amount in a table: a figure in yuan with two decimals."""

    def __init__(self, fen: int) -> None:
        self.fen = fen

    def __str__(self) -> str:
        sign, size = ("-" if self.fen < 0 else ""), abs(self.fen)
        return f"{sign}{size // 100}.{size % 100:02d}"
