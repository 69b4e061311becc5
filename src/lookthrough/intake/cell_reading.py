"""The rows below a head are read: which are data and which totals or remarks, each cell once, merged cells undone where that is certain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lookthrough.intake.cells import Read, Value, read_cell
from lookthrough.intake.grids import Cell, Grid
from lookthrough.intake.heads import Head, plain_heading
from lookthrough.intake.template import Column, Template
from lookthrough.intake.troubles import Trouble, cell_name, spans, trouble
from lookthrough.intake.units import own_factor
from lookthrough.kernel.identifiers import sound_usccs

_NO_DATA = re.compile(
    r"^\s*(合\s*计|总\s*计|小\s*计|累\s*计|注[:：\d]|注$|备\s*注|说\s*明|填表|填报|制表|审核|复核|负责人|单位负责|联系|报送|打印|Total)"
)
_PERCENT = Fraction(1, 100)
_LEAST_FRACTIONS = {"rate": 1, "share": 3}  # figures before a column is doubted: a single small share is nothing unusual
_FILLED_KINDS = frozenset({"uscc", "text", "month", "day", "choice"})


@dataclass(slots=True)
class CheckedRow:
    """One row of a return: its number as Excel counts, whom it is about, for which month, and its values by column."""

    row: int
    sheet: str
    places: Mapping[str, int]
    subject_id: str = ""
    name: str = ""
    month: str = ""
    values: dict[str, Value] = field(default_factory=dict)

    def at(self, column: Column) -> dict[str, object]:
        """Return where a column of this row stands, as troubles say it."""
        place = self.places.get(column.name)
        cell = "" if place is None else cell_name(self.row - 1, place)
        return {"sheet": self.sheet, "row": self.row, "column": column.title.zh, "cell": cell}


class _Merged:
    """Which cell of the sheet belongs to which merged range, below the head."""

    def __init__(self, grid: Grid, head: Head) -> None:
        self.range_of: dict[Cell, tuple[Cell, Cell]] = {}
        for (first_row, first), (last_row, last) in grid.merged:
            if first_row <= head.row or (last_row - first_row + 1) * (last - first + 1) > 100_000:
                continue
            for row in range(first_row, last_row + 1):
                for column in range(first, last + 1):
                    self.range_of[row, column] = ((first_row, first), (last_row, last))
        self.filled: set[str] = set()

    def at(self, cell: Cell) -> tuple[Cell, Cell] | None:
        return self.range_of.get(cell)


def read_rows(grid: Grid, head: Head, template: Template, troubles: list[Trouble]) -> list[CheckedRow]:
    """Return the rows of data below the head; what is wrong with them joins ``troubles``."""
    reader = _Reader(grid, head, template, troubles)
    rows = [reader.read(row) for row in reader.data_rows()]
    reader.say_skipped()
    return rows


class _Reader:
    """Reads rows of one sheet; equal texts of a column are understood once."""

    def __init__(self, grid: Grid, head: Head, template: Template, troubles: list[Trouble]) -> None:
        self.grid, self.head, self.template, self.troubles = grid, head, template, troubles
        self.columns = [(column, head.places[column.name]) for column in template.columns if column.name in head.places]
        self.merged = _Merged(grid, head)
        self.skipped: list[int] = []
        self.known: dict[str, dict[str, Read]] = {column.name: {} for column, _ in self.columns}
        self._know_codes()
        self.subject_heading = plain_heading(template.subject_column.title.zh)
        self.odd = bool(grid.failed or grid.uncalculated or self.merged.range_of)

    def _know_codes(self) -> None:
        """Check all credit codes at once that are written as they should be; the others are looked at one by one."""
        for column, place in self.columns:
            if column.kind == "uscc":
                texts = list({self.grid.cell(row, place) for row in range(self.head.row + 1, len(self.grid.rows))})
                sound = sound_usccs(texts)
                self.known[column.name] = {text: Read(text) for text, good in zip(texts, sound, strict=True) if good}

    def data_rows(self) -> Iterator[int]:
        """Yield the rows of data: no totals, no remarks, no rows that hold a serial number or a month and nothing else."""
        subject = self.head.places.get(self.template.subject_column.name)
        telling = [place for column, place in self.columns if column.kind != "month"]
        for row in range(self.head.row + 1, len(self.grid.rows)):
            first = next((cell for cell in self.grid.rows[row] if cell), "")
            about = "" if subject is None else self.grid.cell(row, subject)
            if (_NO_DATA.match(first) and about in ("", first)) or plain_heading(about) == self.subject_heading:
                self.skipped.append(row + 1)
            elif any(self.grid.cell(row, place) or (row, place) in self.grid.failed for place in telling):
                yield row

    def read(self, row: int) -> CheckedRow:
        made = CheckedRow(row + 1, self.grid.sheet, self.head.places)
        for column, place in self.columns:
            read = self._odd_cell(column, row, place) if self.odd else None
            text = self.grid.cell(row, place)
            if read is None:
                read = self._understood(column, text)
            self._take(made, column, read, text)
        return made

    def _understood(self, column: Column, text: str) -> Read:
        known = self.known[column.name]
        read = known.get(text)
        if read is None:
            times = self.head.factors.get(column.name) or own_factor(column)
            read = known[text] = read_cell(text, column, times, self.head.units.get(column.name, column.unit))
        return read

    def _take(self, made: CheckedRow, column: Column, read: Read, text: str) -> None:
        if column is self.template.subject_column:
            made.subject_id = str(read.value or "")
        elif column.name == "name":
            made.name = str(read.value or "")
        elif column.kind == "month":
            made.month = str(read.value or "")
        else:
            made.values[column.name] = read.value
        if read.code:
            found = str(read.said.get("found", text))
            said = {name: value for name, value in read.said.items() if name != "found"}
            self.troubles.append(trouble(read.code, **made.at(column), found=found, **said))  # type: ignore[arg-type]

    def _odd_cell(self, column: Column, row: int, place: int) -> Read | None:
        """Return what a failed, uncalculated or merged cell says; None for a plain one."""
        if (row, place) in self.grid.failed:
            return Read(code="formula_error", said={"found": self.grid.failed[row, place]})
        if (row, place) in self.grid.uncalculated:
            return Read(code="formula_uncalculated")
        merged = self.merged.at((row, place))
        if merged is None:
            return None
        (first_row, first), (last_row, last) = merged
        cells = f"{cell_name(first_row, first)}:{cell_name(last_row, last)}"
        if first == last and column.kind in _FILLED_KINDS:
            self.merged.filled.add(cells)
            return self._understood(column, self.grid.cell(first_row, first))
        if (row, place) == (first_row, first):
            return Read(code="merged_cell", said={"cells": cells})
        return Read()  # said once, at the range's first cell

    def say_skipped(self) -> None:
        if self.skipped:
            found = spans(self.skipped)
            self.troubles.append(trouble("sum_rows", sheet=self.grid.sheet, row=self.skipped[0], found=found))
        if self.merged.filled:
            found = "、".join(sorted(self.merged.filled))
            self.troubles.append(trouble("merged_filled", sheet=self.grid.sheet, found=found))


def perhaps_fractions(rows: Sequence[CheckedRow], head: Head, template: Template) -> list[Trouble]:
    """Doubt a column asked for in percent whose every figure is below one: 0.12 may have been meant as 12 %."""
    found: list[Trouble] = []
    for column in template.columns:
        if column.kind not in _LEAST_FRACTIONS or head.factors.get(column.name) != _PERCENT:
            continue
        figures = [(row, value) for row in rows if isinstance(value := row.values.get(column.name), float) and value]
        if len(figures) >= _LEAST_FRACTIONS[column.kind] and all(abs(value) < float(_PERCENT) for _, value in figures):
            row, value = figures[0]
            found.append(trouble("perhaps_fraction", **row.at(column), found=f"{value * 100:g}"))  # type: ignore[arg-type]
    return found
