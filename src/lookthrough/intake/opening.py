"""A file from a sender is opened: by what it holds, not by its name; whatever cannot be read is refused with advice."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from pathlib import Path

from lookthrough.intake.grids import Book, Grid
from lookthrough.intake.office_settings import settings_on
from lookthrough.intake.sheet_notes import SheetNotes, sheet_notes, sheet_parts
from lookthrough.intake.troubles import NotReadable, Trouble, cell_name, trouble
from lookthrough.kernel.files import LONGEST_LINE, FileRefused
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.spreadsheets import LARGEST_RATIO, RATIO_FROM, read_sheet
from lookthrough.kernel.texts import Text

_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LARGEST_UNPACKED = 256 * 1024**2
_MOST_CELLS = 20_000_000
_MOST_SHEETS = 50
_ROWS_ABOVE = 50  # titles and head do not count
_OTHERS = (
    (b"%PDF", Text("PDF 文件", "a PDF file")), (b"\x89PNG", Text("图片", "a picture")), (b"\xff\xd8\xff", Text("图片", "a picture")),
    (b"GIF8", Text("图片", "a picture")), (b"Rar!", Text("压缩包", "an archive")), (b"7z\xbc\xaf", Text("压缩包", "an archive")),
    (b"\x1f\x8b", Text("压缩包", "an archive")), (b"{\\rtf", Text("文档", "a document")), (b"MZ", Text("程序", "a program")),
)  # fmt: skip


def open_book(path: Path, *, limits: Limits | None = None) -> Book:
    """Return what a file holds. Raises ``NotReadable`` with a line for the receipt; nothing else, whatever the file."""
    limits = limits or settings_on(None)
    size, most = path.stat().st_size, limits.whole("largest_file_bytes")
    if size == 0:
        raise NotReadable(trouble("empty_file"))
    if size > most:
        raise NotReadable(trouble("too_large", size=f"{size / 1024**2:.0f} MB", most=f"{most / 1024**2:.0f} MB"))
    with path.open("rb") as file:
        head = file.read(2048)
    if head.startswith(_OLE):
        locked = _ENCRYPTED in path.read_bytes()
        raise NotReadable(trouble("locked" if locked else "old_excel"))
    if head.startswith(_ZIP):
        return _excel(path, limits)
    return _text(path, head, limits)


def _excel(path: Path, limits: Limits) -> Book:
    try:
        with zipfile.ZipFile(path) as packed:
            _refuse_bombs(packed, path)
            names = set(packed.namelist())
            if "xl/workbook.xml" not in names:
                raise NotReadable(trouble("other_format", kind=_kind_of_package(names)))
            if (bad := packed.testzip()) is not None:
                raise NotReadable(trouble("damaged", why=bad))
            grids = tuple(_grid(path, packed, sheet, part, hidden, limits) for sheet, part, hidden in _worksheets(packed, names))
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, NotImplementedError, ValueError, EOFError) as error:
        raise NotReadable(_damaged(error)) from error
    return Book(grids, macros=any(name.endswith("vbaProject.bin") for name in names))


def _worksheets(packed: zipfile.ZipFile, names: set[str]) -> list[tuple[str, str, bool]]:
    found = [(sheet, part, hidden) for sheet, (part, hidden) in sheet_parts(packed).items() if "worksheets/" in part and part in names]
    if not found:
        raise KeyError("no worksheet")
    return found[:_MOST_SHEETS]


def _refuse_bombs(packed: zipfile.ZipFile, path: Path) -> None:
    unpacked = sum(one.file_size for one in packed.infolist())
    if unpacked > _LARGEST_UNPACKED or (unpacked > RATIO_FROM and unpacked > path.stat().st_size * LARGEST_RATIO):
        raise NotReadable(trouble("zip_bomb"))


def _kind_of_package(names: set[str]) -> Text:
    if any(name.startswith("word/") for name in names):
        return Text("Word 文档", "a Word document")
    if any(name.startswith("ppt/") for name in names):
        return Text("演示文稿", "a presentation")
    if "xl/workbook.bin" in names:
        return Text("二进制工作簿 .xlsb", "a binary workbook .xlsb")
    return Text("OpenDocument 表格", "an OpenDocument sheet") if "content.xml" in names else Text("压缩包", "an archive")


def _grid(path: Path, packed: zipfile.ZipFile, sheet: str, part: str, hidden: bool, limits: Limits) -> Grid:
    notes = sheet_notes(packed, part)
    _refuse_spread(sheet, notes, limits)
    try:
        rows = read_sheet(path, sheet=sheet)
    except FileRefused as error:
        raise NotReadable(_damaged(error)) from error
    except BaseException as error:  # a panic of the reader's compiled part is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise NotReadable(_damaged(ValueError("unreadable"))) from error
    for row, column in notes.percents:
        if row < len(rows) and column < len(rows[row]) and _is_figure(rows[row][column]):
            rows[row][column] = _percent(rows[row][column])
    return Grid(
        sheet, rows, hidden, failed=notes.failed, uncalculated=notes.uncalculated, formulas=notes.formulas,
        hidden_rows=notes.hidden_rows, hidden_columns=notes.hidden_columns, merged=notes.merged,
    )  # fmt: skip


def _refuse_spread(sheet: str, notes: SheetNotes, limits: Limits) -> None:
    """Stop before a lone value in the last corner makes a reader lay out billions of cells."""
    row, column = notes.reach
    if (row + 1) * (column + 1) > _MOST_CELLS:
        raise NotReadable(trouble("too_spread", sheet=sheet, cell=cell_name(row, column)))
    if row > limits.whole("largest_rows") + _ROWS_ABOVE:
        raise NotReadable(trouble("too_many_rows", sheet=sheet, rows=f"{row + 1:,}", most=f"{limits.whole('largest_rows'):,}"))


def _is_figure(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))


def _percent(text: str) -> str:
    """Write a figure that Excel shows in percent as it is shown: 0.05 is ``5%``, moved by two places and not by arithmetic."""
    sign, plain = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, rest = plain.partition(".")
    rest = rest.ljust(2, "0")
    moved = (whole + rest[:2]).lstrip("0") or "0"
    return f"{sign}{moved}{'.' + rest[2:] if rest[2:] else ''}%"


def _damaged(error: Exception) -> Trouble:
    return trouble("damaged", why=str(error)[:80] or type(error).__name__)


def _text(path: Path, head: bytes, limits: Limits) -> Book:
    for magic, kind in _OTHERS:
        if head.startswith(magic):
            raise NotReadable(trouble("other_format", kind=kind))
    if re.match(rb"\s*(<!doctype|<html|<\?xml|<table)", head.removeprefix(b"\xef\xbb\xbf"), re.IGNORECASE):
        raise NotReadable(trouble("other_format", kind=Text("网页（系统导出的假 .xls）", "a web page (which some systems export as .xls)")))
    text, encoding = _decoded(path.read_bytes())
    rows = _cells(text)
    if len(rows) > limits.whole("largest_rows") + _ROWS_ABOVE:
        raise NotReadable(trouble("too_many_rows", rows=f"{len(rows):,}", most=f"{limits.whole('largest_rows'):,}"))
    return Book((Grid("", rows),), encoding="" if encoding == "UTF-8" else encoding)


def _decoded(raw: bytes) -> tuple[str, str]:
    """Return the text and its encoding: UTF-8 (also with a mark), UTF-16 with a mark, else GBK in its newest form."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return raw.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as error:
            raise NotReadable(trouble("not_text", line=_line(raw, error.start))) from error
    try:
        return _without_nul(raw.decode("utf-8-sig"), raw), "UTF-8"
    except UnicodeDecodeError:
        try:
            return _without_nul(raw.decode("gb18030"), raw), "GBK"
        except UnicodeDecodeError as error:
            raise NotReadable(trouble("not_text", line=_line(raw, error.start))) from error


def _without_nul(text: str, raw: bytes) -> str:
    if "\0" in text:
        raise NotReadable(trouble("not_text", line=_line(raw, raw.index(b"\0"))))
    return text


def _line(raw: bytes, place: int) -> int:
    return raw.count(b"\n", 0, place) + 1


def _cells(text: str) -> list[list[str]]:
    beginning = text[:20_000]
    separator = max((",", "\t", ";", "，", "|"), key=beginning.count)
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        for cells in reader:
            rows.append([_unwrapped(cell) for cell in cells])
    except csv.Error as error:
        raise NotReadable(trouble("broken_quotes", line=reader.line_num)) from error
    return rows


def _unwrapped(cell: str) -> str:
    """Take off what some systems put round a code to keep Excel from changing it: ``="911…"``, a leading apostrophe, a tab."""
    found = re.fullmatch(r'="(.*)"', cell.strip())
    return (found[1] if found else cell).strip().lstrip("'").strip()
