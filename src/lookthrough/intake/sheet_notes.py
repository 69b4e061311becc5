"""What a reader of values does not tell of an Excel sheet: failed formulas, hidden rows, merged cells, percent, how far it reaches.

Read from the sheet's XML by patterns, never by an XML parser that resolves entities. Where a program wrote cells without their names
(``r="B5"``) nothing is found, and values alone are read.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass

from lookthrough.intake.grids import Cell

# A tag never holds "<", so no pattern runs past the next one; tags in which two things are sought are bounded, so that no file is
# quadratic to read.
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^<>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^<>]{0,400}?\br="(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^<>]{0,400}?\br="(\d{1,7})"[^<>]{0,400}?\bhidden="(?:1|true)"')
_COLUMN_OF_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})\d')
_VALUED = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^<>]*[^<>/]>')
_FAILED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3}\d{1,7})"[^<>]{0,400}?\bt="e"[^<>]{0,400}>'
    rb"(?:<(?:\w+:)?f\b[^<>]*?(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]*)<"
)
_UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3}\d{1,7})"[^<>]*><(?:\w+:)?f\b[^<>]*?(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]{0,400}?\bref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^<>]*>")
_MOST_COLUMNS = 16_384
_FORMATS = re.compile(rb"<(?:\w+:)?numFmt\b[^<>]*>")
_CELL_STYLES = re.compile(rb"</?(?:\w+:)?cellXfs\b")
_STYLE = re.compile(rb"<(?:\w+:)?xf\b[^<>]*>")
_MANY_CELLS = 20_000_000
_PERCENT_BUILT_IN = {b"9", b"10"}


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """What was found on one sheet; ``reach`` is the last row and column (from 0) that hold anything."""

    failed: dict[Cell, str]
    uncalculated: frozenset[Cell]
    formulas: int
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    percents: frozenset[Cell]
    merged: tuple[tuple[Cell, Cell], ...]
    reach: Cell


def sheet_parts(packed: zipfile.ZipFile) -> dict[str, tuple[str, bool]]:
    """Return for each sheet's name its part of the package and whether it is hidden, in the book's order."""
    relations = dict[str, str]()
    for found in _RELATION.findall(_read(packed, "xl/_rels/workbook.xml.rels")):
        said = _attributes(found)
        relations[said.get("Id", "")] = said.get("Target", "").lstrip("/")
    parts: dict[str, tuple[str, bool]] = {}
    for found in _SHEET.findall(_read(packed, "xl/workbook.xml")):
        said = _attributes(found)
        target = relations.get(next((value for name, value in said.items() if name.endswith(":id") or name == "id"), ""), "")
        if said.get("name") and target:
            part = target if target.startswith("xl/") else f"xl/{target}"
            parts[_unescaped(said["name"])] = (part, said.get("state", "visible") != "visible")
    return parts


def sheet_notes(packed: zipfile.ZipFile, part: str) -> SheetNotes:
    """Look through one sheet's XML."""
    xml = _read(packed, part)
    percent = _percent_styles(packed)
    return SheetNotes(
        failed={_cell(name): value.decode("utf-8", "replace") for name, value in _FAILED.findall(xml)},
        uncalculated=frozenset(map(_cell, _UNCALCULATED.findall(xml))),
        formulas=sum(1 for _ in _FORMULA.finditer(xml)),
        hidden_rows=frozenset(int(row) - 1 for row in _HIDDEN_ROW.findall(xml)),
        hidden_columns=_hidden_columns(xml),
        percents=_cells_of_styles(xml, percent) if percent else frozenset(),
        merged=tuple((_cell(first), _cell(last)) for first, last in _MERGED.findall(xml)),
        reach=_reach(xml),
    )


def _hidden_columns(xml: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for found in _COLUMN.findall(xml):
        said = _attributes(found)
        if said.get("hidden") in ("1", "true") and said.get("min", "").isdigit() and said.get("max", "").isdigit():
            hidden.update(range(int(said["min"]) - 1, min(int(said["max"]), _MOST_COLUMNS)))
    return frozenset(hidden)


def _reach(xml: bytes) -> Cell:
    """Return the last row and column in use; only where that seems too much are cells told apart that have a format and no value."""
    rows = max((int(found[1]) for found in _ROW.finditer(xml)), default=1)
    columns = max(map(_column, {found[1] for found in _COLUMN_OF_CELL.finditer(xml)}), default=0)
    if rows * (columns + 1) <= _MANY_CELLS and rows <= _MANY_CELLS // 100:
        return rows - 1, columns
    last = [(int(found[2]) - 1, _column(found[1])) for found in _VALUED.finditer(xml)]
    return max((row for row, _ in last), default=0), max((column for _, column in last), default=0)


def _cells_of_styles(xml: bytes, styles: frozenset[bytes]) -> frozenset[Cell]:
    wanted = b"|".join(sorted(styles))
    styled = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3}\d{1,7})"[^<>]{0,400}?\bs="(?:' + wanted + rb')"')
    return frozenset(_cell(found[1]) for found in styled.finditer(xml))


def _percent_styles(packed: zipfile.ZipFile) -> frozenset[bytes]:
    """Return the numbers of the cell styles that show a figure in percent."""
    try:
        xml = _read(packed, "xl/styles.xml")
    except KeyError:
        return frozenset()
    formats = set(_PERCENT_BUILT_IN)
    for found in _FORMATS.findall(xml):
        said = _attributes(found)
        if "%" in said.get("formatCode", ""):
            formats.add(said.get("numFmtId", "").encode())
    ends = [found.start() for found in _CELL_STYLES.finditer(xml)][:2]
    rows = _STYLE.findall(xml, *ends) if len(ends) == 2 else []
    return frozenset(str(place).encode() for place, row in enumerate(rows) if _attributes(row).get("numFmtId", "").encode() in formats)


def _read(packed: zipfile.ZipFile, part: str) -> bytes:
    return packed.read(part)


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): value.decode("utf-8", "replace") for name, value in _ATTRIBUTE.findall(tag)}


def _unescaped(text: str) -> str:
    for mark, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(mark, letter)
    return text


def _cell(name: bytes) -> Cell:
    letters = name.rstrip(b"0123456789")
    return int(name[len(letters) :]) - 1, _column(letters)


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
