"""Excel files from strangers: figures as Excel shows them, bombs refused before they are unpacked, damage named."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.spreadsheets import is_spreadsheet, read_sheet


def book(path: Path, *cells: object) -> Path:
    made = xlsxwriter.Workbook(str(path))
    sheet, day = made.add_worksheet("一"), made.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for row, cell in enumerate(cells):
        sheet.write_datetime(row, 0, cell, day) if isinstance(cell, date) else sheet.write(row, 0, cell)
    made.add_worksheet("二").write(0, 0, "另一张")
    made.close()
    return path


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1 + 0.2, "0.3"), (1234.56, "1234.56"), (100000.0, "100000"), (1e-7, "0.0000001"), (999_999_999_999.99, "999999999999.99"),
        (6222021234567890123, "6.222021234567890e+18"), ("0012", "0012"), (True, "1"), (datetime(2026, 3, 1, 9, 30), "2026-03-01 09:30:00"),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_a_cell_is_read_as_excel_shows_it(tmp_path, cell, text):
    ((found,),) = read_sheet(book(tmp_path / "a.xlsx", cell))
    assert (float(found) == pytest.approx(float(text)) and "e+" in found) if "e+" in text else found == text


def test_a_sheet_is_found_by_name_or_place_and_a_missing_one_said(tmp_path):
    path = book(tmp_path / "a.xlsx", "x")
    assert read_sheet(path, sheet="二") == read_sheet(path, sheet=1) == [["另一张"]]
    for sheet in ("三", 2):
        with pytest.raises(FileRefused, match="no sheet"):
            read_sheet(path, sheet=sheet)


def test_a_book_that_unpacks_to_too_much_is_refused_unopened(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 64 * 1024**2)
    assert is_spreadsheet(path)
    with pytest.raises(FileRefused, match="zip bomb"):
        read_sheet(path)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_a_damaged_book_is_refused(tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefused):
        read_sheet(path)
