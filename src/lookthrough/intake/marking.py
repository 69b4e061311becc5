"""A copy of what was sent with the bad cells marked: same rows and columns, without formulas, macros or anything hidden."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]
from xlsxwriter.format import Format  # type: ignore[import-untyped, unused-ignore]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped, unused-ignore]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped, unused-ignore]

from lookthrough.intake.checking import Checked
from lookthrough.intake.grids import Grid
from lookthrough.intake.receipts import listed
from lookthrough.intake.troubles import DOUBT, LEVELS, NOTE, WRONG, Trouble
from lookthrough.intake.workbook import add_drop_downs

_COLOURS = {WRONG: "#F8B4B4", DOUBT: "#FFE699", NOTE: "#DDEBF7"}
_LEVEL = {WRONG: "错误 wrong", DOUBT: "存疑 doubt", NOTE: "说明 note"}
_MOST_COMMENTS = 2_000
_COMMENT = {"x_scale": 2.4, "y_scale": 1.6, "author": "Lookthrough 穿透"}
_CELL = re.compile(r"([A-Z]+)(\d+)")
_FIGURE = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{0,9}[1-9])?")  # no last nought: the month 2026.10 would come back as 2026.1
Marks = dict[tuple[int, int], list[Trouble]]


def write_marked(checked: Checked, path: Path, *, today: date, language: str = "zh") -> None:
    """Write the marked copy of a checked file; a file that no sheet could be read from has the list alone."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        if checked.grid:
            _sheet(book, checked, checked.grid, today, language)
        _list(book, checked.troubles, language)


def _sheet(book: Workbook, checked: Checked, grid: Grid, today: date, language: str) -> None:
    sheet = book.add_worksheet(_title(grid.sheet))
    formats = {level: book.add_format({"bg_color": colour, "border": 1, "text_wrap": True}) for level, colour in _COLOURS.items()}
    as_text = book.add_format({"num_format": "@"})
    marks = _marks(checked.troubles)
    by_row: dict[int, list[int]] = defaultdict(list)
    for row, column in marks:
        by_row[row].append(column)
    comments = 0
    for row in range(max(len(grid.rows), max(by_row, default=-1) + 1)):
        cells = grid.rows[row] if row < len(grid.rows) else ()
        for column in range(max(len(cells), max(by_row.get(row, ()), default=-1) + 1)):
            text = cells[column] if column < len(cells) else ""
            found = marks.get((row, column))
            style = formats[min((one.level for one in found), key=LEVELS.index)] if found else None
            _write(sheet, row, column, text or grid.failed.get((row, column), ""), style, as_text)
            if found and (comments := comments + 1) <= _MOST_COMMENTS:  # row by row: nothing can be added to a row that is written
                sheet.write_comment(row, column, _said(found, language), _COMMENT)
    _again(sheet, checked, today)


def _again(sheet: Worksheet, checked: Checked, today: date) -> None:
    """Give the copy the template's drop-downs where its columns stand in the template's order, so that it can be mended and sent."""
    places = checked.head.places if checked.head else {}
    if checked.head and all(places.get(column.name) == place for place, column in enumerate(checked.template.columns)):
        add_drop_downs(sheet, checked.template, first_row=checked.head.row + 1, today=today)


def _title(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:31].strip() or "填报"


def _write(sheet: Worksheet, row: int, column: int, text: str, style: Format | None, as_text: Format) -> None:
    if _FIGURE.fullmatch(text) and len(text) <= 16:
        sheet.write_number(row, column, float(text), style)
    elif text:
        sheet.write_string(row, column, text[:32_000], style or as_text)
    elif style:
        sheet.write_blank(row, column, None, style)


def _marks(troubles: list[Trouble]) -> Marks:
    """Return the troubles of each cell; one that means a whole row marks its first cell."""
    marks: Marks = defaultdict(list)
    for one in troubles:
        found = _CELL.fullmatch(one.cell)
        if found:
            column = 0
            for letter in found[1]:
                column = column * 26 + ord(letter) - 64
            marks[int(found[2]) - 1, column - 1].append(one)
        elif one.row and one.level != NOTE:
            marks[one.row - 1, 0].append(one)
    return marks


def _said(troubles: list[Trouble], language: str) -> str:
    english = language.startswith("en")
    lines = [f"Expected {one.expected.en}. {one.advice.en}" if english else f"应为：{one.expected.zh}。{one.advice.zh}" for one in troubles]
    return "\n".join(lines)[:2_000]


def _list(book: Workbook, troubles: list[Trouble], language: str) -> None:
    sheet = book.add_worksheet("回执")
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for place, (name, width) in enumerate(
        (("类别", 14), ("工作表", 14), ("单元格", 10), ("列", 24), ("发现", 24), ("应为", 36), ("怎样改", 70))
    ):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, name, bold)
    for row, one in enumerate(listed(troubles), 1):
        where = (one.sheet, one.cell or str(one.row or ""), one.column)
        said = (one.found, one.expected.in_language(language), one.advice.in_language(language))
        for place, text in enumerate((_LEVEL[one.level], *where, *said)):
            sheet.write_string(row, place, text, wrap)
