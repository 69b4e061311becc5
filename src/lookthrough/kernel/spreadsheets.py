"""Excel files that strangers send, read as texts: sizes looked at before anything is unpacked, figures as Excel itself would show them."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import python_calamine

from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text

SUFFIXES = (".xlsx", ".xls", ".xlsm", ".ods")
LARGEST_UNPACKED = 512 * 1024**2  # bytes; a sheet of a million rows stays below it
LARGEST_RATIO = 60  # honest sheets stay below 30
RATIO_FROM = 16 * 1024**2
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_EXACT_BELOW = 10**15  # above it Excel has rounded a figure: an account number typed as a number is lost


def is_spreadsheet(path: Path) -> bool:
    """Tell by content and name whether a file is an Excel file."""
    with path.open("rb") as file:
        head = file.read(4)
    return head == _OLE or (head == _ZIP and path.suffix.lower() in SUFFIXES)


def read_sheet(path: Path, *, sheet: str | int = 0) -> list[list[str]]:
    """Return all rows of one sheet (by name, or by place from 0) as texts; an empty cell is an empty text.

    A figure is written with the fifteen digits that Excel keeps, without exponent; one of sixteen digits or more keeps its exponent, so
    that nobody takes it for exact. Days are ``2026-03-01``, moments ``2026-03-01 09:30:00``. Raises ``FileRefused`` when the file is
    damaged, unpacks beyond the caps or has no such sheet.
    """
    _refuse_bombs(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        if (isinstance(sheet, str) and sheet not in names) or (isinstance(sheet, int) and not 0 <= sheet < len(names)):
            there = "、".join(names)
            raise FileRefused(file=path.name, reason=Text(f"没有工作表 {sheet}（现有：{there}）", f"no sheet {sheet} (there: {there})"))
        found = book.get_sheet_by_name(sheet) if isinstance(sheet, str) else book.get_sheet_by_index(sheet)
        return [[_text(cell) for cell in row] for row in found.to_python(skip_empty_area=False)]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        why = str(error)[:160]
        raise FileRefused(file=path.name, reason=Text("Excel 文件损坏或有密码", f"the Excel file is damaged or locked ({why})")) from error


def _refuse_bombs(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as packed:
        size = sum(one.file_size for one in packed.infolist())
    if size > LARGEST_UNPACKED or (size > RATIO_FROM and size > path.stat().st_size * LARGEST_RATIO):
        reason = Text("Excel 文件解开后异常庞大，疑似压缩炸弹", f"the Excel file unpacks to {size:,} bytes: refused as a zip bomb")
        raise FileRefused(file=path.name, reason=reason)


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, int | float):
        return _figure(float(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()


def _figure(value: float) -> str:
    if abs(value) >= _EXACT_BELOW or value != value:
        return repr(value)
    whole = format(value, ".15g")
    return format(value, ".15f").rstrip("0").rstrip(".") if "e" in whole else whole
