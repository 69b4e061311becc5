"""A list of petitioners as it comes: typed in, pasted from a table, or as a file; with a header in any order, or without one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lookthrough.kernel.files import FileRefused, look_at
from lookthrough.kernel.money import parse_yuan
from lookthrough.kernel.spreadsheets import is_spreadsheet, read_sheet
from lookthrough.kernel.texts import Text

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "name"),
    "number": ("证件号码", "身份证号", "身份证号码", "id_number"),
    "phone": ("电话", "手机号", "手机", "联系电话", "phone"),
    "amount": ("涉及金额", "涉及金额（元）", "投入金额", "金额", "amount"),
    "representative": ("代表", "representative"),
}
HEADINGS = {"zh": tuple(titles[0] for titles in COLUMNS.values()), "en": tuple(titles[-1] for titles in COLUMNS.values())}
_YES, _NO = {"是", "代表", "1", "y", "yes", "true", "√"}, {"", "否", "0", "n", "no", "false"}
AMOUNT = Text("金额应为不小于零的数（元），到分为止", "an amount in yuan is needed, not below nil, to the fen")
REPRESENTATIVE = Text("代表一栏应为“是”或空", "whether a representative: yes or empty")
_WIDE = Text("这一行的列比表头多", "the row has more columns than the header")
_MOST_CELLS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, its cells as they came, and what stands in which column."""

    row: int
    cells: tuple[str, ...]
    name: str = ""
    number: str = ""
    phone: str = ""
    amount: str = ""
    representative: str = ""
    problem: Text | None = None


def rows_of_text(text: str) -> list[Row]:
    """Read what was pasted: cells apart by tabs, else by commas or semicolons (Chinese ones too), else by spaces."""
    lines = text.lstrip("\ufeff").splitlines()
    apart = "\t" if any("\t" in line for line in lines) else "," if any(re.search("[,，;；]", line) for line in lines) else " "
    if apart == ",":
        lines = [re.sub("[，;；]", ",", line) for line in lines]
    if apart == " ":
        return _rows(line.split() for line in lines)
    return _rows(csv.reader(io.StringIO("\n".join(lines)), delimiter=apart))


def rows_of_file(path: Path) -> list[Row]:
    """Read a CSV or Excel file; ``FileRefused`` when nothing of it can be read."""
    if path.is_file() and is_spreadsheet(path):
        return _rows(read_sheet(path))
    if look_at(path).format != "csv":
        raise FileRefused(file=path.name, reason=Text("请用 CSV 或 Excel 文件", "please use a CSV or Excel file"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        return _rows(csv.reader(file))


def rows_of_fields(fields: Iterable[Sequence[str]]) -> list[Row]:
    """Read rows of a form, whose columns stand in our order; empty ones are left out."""
    return [
        _filled(number, tuple(cells), dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=False)))
        for number, cells in enumerate(fields, 1)
        if any(cell.strip() for cell in cells)
    ]


def amount_of(row: Row) -> int | None:
    """Return the amount of a row in fen, or nothing where none was given; ``ValueError`` when it is none."""
    if not row.amount:
        return None
    fen = parse_yuan(row.amount)
    if not 0 <= fen < 10**18:
        raise ValueError(row.amount)
    return fen


def is_representative(row: Row) -> bool:
    """Return whether a row names a representative; ``ValueError`` when it says neither yes nor no."""
    said = row.representative.strip().lower()
    if said not in _YES | _NO:
        raise ValueError(said)
    return said in _YES


def _rows(grid: Iterable[Sequence[str]]) -> list[Row]:
    found = [(number, tuple(cell.strip() for cell in cells)) for number, cells in enumerate(grid, 1)]
    found = [(number, cells) for number, cells in found if any(cells)]
    if not found:
        return []
    places = _places(found[0][1])
    return list(_named(found[1:], places)) if places else [_guessed(number, cells) for number, cells in found]


def _places(cells: Sequence[str]) -> dict[str, int]:
    """Return where which column stands, if the first row is a header: then it names the name."""
    head = [cell.lower() for cell in cells]
    places = {name: head.index(title) for name, titles in COLUMNS.items() for title in titles if title in head}
    return places if "name" in places else {}


def _named(rows: Iterable[tuple[int, tuple[str, ...]]], places: dict[str, int]) -> Iterator[Row]:
    widest = max(places.values()) + 1 + _MOST_CELLS
    for number, cells in rows:
        given = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        yield _filled(number, cells, given, _WIDE if len(cells) > widest else None)


def _guessed(number: int, cells: tuple[str, ...]) -> Row:
    """Tell the columns of a row without a header apart by what stands in them."""
    given: dict[str, str] = {}
    for cell in cells:
        given.setdefault(_kind(cell, given), cell)
    return _filled(number, cells, given)


def _filled(number: int, cells: tuple[str, ...], given: Mapping[str, str], problem: Text | None = None) -> Row:
    name, number_of, phone, amount, representative = (given.get(column, "") for column in COLUMNS)
    return Row(number, cells, name, number_of, phone, amount, representative, problem)


def _kind(cell: str, given: dict[str, str]) -> str:
    if not cell:
        return ""
    plain = re.sub(r"[\s-]", "", cell)
    if re.fullmatch(r"\d{17}[\dXx]", plain) or (re.fullmatch(r"[A-Za-z]{1,2}\d{6,9}", plain) and "name" in given):
        return "number"
    if re.fullmatch(r"(\+?86)?1\d{10}", plain) or re.fullmatch(r"0\d{9,11}", plain):
        return "phone"
    if cell in ("是", "否", "代表", "√"):
        return "representative"
    if re.fullmatch(r"[\d,.，]+(万|亿)?元?", plain):
        return "amount"
    return "name" if "name" not in given else ""
