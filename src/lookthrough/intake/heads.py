"""The head of a sheet is found: in which row it stands, which column is which, and in which unit its figures are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from rapidfuzz import process

from lookthrough.intake.grids import Grid
from lookthrough.intake.template import NUMBERS, Column, Template
from lookthrough.intake.troubles import Trouble, cell_name, trouble
from lookthrough.intake.units import any_unit, factor, is_foreign, known_units, own_factor
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text

_WITHIN = 30  # rows from the top
_LEAST = 2  # columns that must be recognised before a row is taken for a head
_BRACKET = re.compile(r"^(.*?)[(\[【]([^()\[\]【】]*)[)\]】]$")
_ABOVE_UNIT = re.compile(r"单位[:：]?\s*([^\s,，;；)）]+)")
_ABOVE_MONTH = re.compile(r"(20\d\d)\s*[年\-./]\s*(\d{1,2})\s*月?")
_BY_MONTH, _BY_DAY = re.compile(r"月利率|月息|每月利率|‰/月|%/月"), re.compile(r"日利率|日息|日费率")
_SIMILAR = 70
_SHORT = 80  # letters; longer cells are no headings and are not remembered


@dataclass(slots=True)
class Head:
    """Where the head stands (``row`` from 0, its last row), which column of the sheet is which of the template, and the units."""

    row: int
    places: dict[str, int]
    factors: dict[str, Fraction] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    month: Month | None = None
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Heading:
    """One heading of a sheet: as written, what is left of it without its unit, the unit, and what a bracket leaves and holds."""

    written: str
    plain: str
    unit: str
    others: tuple[str, ...] = ()

    def column(self, known: Mapping[str, Column]) -> Column | None:
        """Return the column that it names: whole, without its bracket, or in its bracket."""
        return next((known[name] for name in (self.plain, *self.others) if name in known), None)


def recognised(grid: Grid, template: Template) -> tuple[int, int]:
    """Return how many columns the best row of a sheet names, and that row; ``(0, 0)`` when none names enough."""
    known = _names(template)
    best = (0, 0)
    for row in range(min(_WITHIN, len(grid.rows))):
        count = _count(map(_heading, grid.rows[row]), known)
        best = max(best, (count, -row))
    return (best[0], -best[1]) if best[0] >= _LEAST else (0, 0)


def read_head(grid: Grid, template: Template, *, chosen: str = "") -> Head:
    """Read the head of a sheet that ``recognised`` found one on; what is wrong with it is among its troubles.

    The month's column may be left out where title rows or the sender (``chosen``) say the period.
    """
    _, row = recognised(grid, template)
    headings = [_heading(cell) for cell in grid.rows[row]]
    row, headings = _two_rows(grid, template, row, headings)
    head = Head(row, {})
    _place(grid, template, headings, head)
    _read_above(grid, head)
    for column in template.columns:
        if column.name in head.places and column.kind in NUMBERS:
            _unit(grid, column, headings[head.places[column.name]], head)
    _missing(grid, template, headings, head, period_known=bool(head.month or chosen))
    _absent(grid, template, head)
    return head


def plain_heading(text: str) -> str:
    """Fold a heading for comparison: half width, small, without spaces, stars, brackets and marks."""
    return re.sub(r"[\s*_\-:：,，、。.()\[\]【】“”\"'/\\|]", "", unicodedata.normalize("NFKC", text)).lower()


def _heading(cell: str) -> _Heading:
    """Read a heading; the same few words are asked of every template, so short ones are read once."""
    return _short_heading(cell) if len(cell) <= _SHORT else _read_heading(cell)


@lru_cache(maxsize=8_192)
def _short_heading(cell: str) -> _Heading:
    return _read_heading(cell)


def _read_heading(cell: str) -> _Heading:
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell)).strip("*")
    found = _BRACKET.match(folded)
    if found and (any_unit(found[2]) or is_foreign(found[2]) or found[2].startswith("单位")):
        return _Heading(cell, plain_heading(found[1]), found[2].removeprefix("单位").lstrip(":"))
    for mark in ("/", ":", "-"):
        name, _, unit = folded.rpartition(mark)
        if name and any_unit(unit):
            return _Heading(cell, plain_heading(name), unit)
    if found and plain_heading(found[1]) and re.search(r"元|%|‰|时|方|吨|币|度", found[2]):
        return _Heading(cell, plain_heading(found[1]), found[2])
    others = (plain_heading(found[1]), plain_heading(found[2])) if found else ()
    return _Heading(cell, plain_heading(folded), "", tuple(name for name in others if name))


@lru_cache(maxsize=256)
def _names(template: Template) -> Mapping[str, Column]:
    known: dict[str, Column] = {}
    for column in template.columns:
        for name in (column.title.zh, column.title.en, column.name, column.heading, *column.aliases):
            known.setdefault(plain_heading(name), column)
    return {**known, **{plain_heading(column.title.zh): column for column in template.columns}}


def _two_rows(grid: Grid, template: Template, row: int, headings: list[_Heading]) -> tuple[int, list[_Heading]]:
    """Take the row below or above in, where a group's heading stands over its columns' own."""
    known = _names(template)
    for upper, lower in ((row, row + 1), (row - 1, row)):
        if upper < 0 or lower >= len(grid.rows):
            continue
        over, under = [[_heading(cell) for cell in grid.rows[one]] for one in (upper, lower)]
        width = max(len(over), len(under))
        pairs = [(_at(over, place), _at(under, place)) for place in range(width)]
        joined = [below if below.column(known) else above for above, below in pairs]
        if _count(joined, known) > _count(headings, known):
            return lower, joined
    return row, headings


def _at(headings: Sequence[_Heading], place: int) -> _Heading:
    return headings[place] if place < len(headings) else _Heading("", "", "")


def _count(headings: Iterable[_Heading], known: Mapping[str, Column]) -> int:
    return len({column.name for one in headings if (column := one.column(known))})


def _place(grid: Grid, template: Template, headings: list[_Heading], head: Head) -> None:
    known = _names(template)
    for place, one in enumerate(headings):
        column = one.column(known)
        where = {"sheet": grid.sheet, "row": head.row + 1, "column": one.written, "cell": cell_name(head.row, place)}
        if column is None:
            if one.plain:
                head.troubles.append(trouble("column_unknown", found=one.written, **where))  # type: ignore[arg-type]
        elif column.name in head.places:
            cells = f"{cell_name(head.row, head.places[column.name])}、{cell_name(head.row, place)}"
            head.troubles.append(trouble("column_twice", found=one.written, heading=column.title, cells=cells, **where))  # type: ignore[arg-type]
        else:
            head.places[column.name] = place


def _read_above(grid: Grid, head: Head) -> None:
    """Read what title rows say of the whole sheet: the period."""
    for row in range(head.row):
        for cell in grid.rows[row]:
            found = _ABOVE_MONTH.search(unicodedata.normalize("NFKC", cell))
            if found and 1 <= int(found[2]) <= 12:
                head.month = head.month or Month(int(found[1]), int(found[2]))


def _unit_above(grid: Grid, head: Head, column: Column) -> str:
    for row in range(head.row):
        for cell in grid.rows[row]:
            found = _ABOVE_UNIT.search(unicodedata.normalize("NFKC", cell))
            for unit in re.split(r"[、/]", found[1]) if found else ():
                if factor(unit, column) is not None or (column.kind == "money" and is_foreign(unit)):
                    return unit
    return ""


def _unit(grid: Grid, column: Column, heading: _Heading, head: Head) -> None:
    """Settle in which unit a column's figures are, and say so when it is not the template's."""
    written = heading.unit or _fact_unit(column, heading) or (_unit_above(grid, head, column) if column.kind == "money" else "")
    place = head.places[column.name]
    where = {"sheet": grid.sheet, "row": head.row + 1, "column": heading.written, "cell": cell_name(head.row, place), "found": written}
    times, own = factor(written, column) if written else None, own_factor(column)
    head.units[column.name] = written or column.unit
    head.factors[column.name] = own if times is None else times
    if written and is_foreign(written):
        head.troubles.append(trouble("unit_foreign", unit=column.unit, **where))  # type: ignore[arg-type]
    elif written and times is None:
        units = "、".join(known_units(column)) or column.unit
        head.troubles.append(trouble("unit_unknown", units=units, unit=column.unit, **where))  # type: ignore[arg-type]
    elif times is not None and times != own:
        head.troubles.append(trouble("unit_other", unit=column.unit, **where))  # type: ignore[arg-type]
    if column.kind == "rate":
        _rate(column, heading, head, where)


def _fact_unit(column: Column, heading: _Heading) -> str:
    """Return the fact's own unit where a program headed a column by the fact's name: ``…_fen`` is in fen, shares are fractions."""
    if heading.plain != plain_heading(column.name):
        return ""
    return {"money": "分", "share": "小数", "rate": "小数"}.get(column.kind, "")


def _rate(column: Column, heading: _Heading, head: Head, where: dict[str, object]) -> None:
    said = unicodedata.normalize("NFKC", heading.written)
    if _BY_MONTH.search(said):
        head.factors[column.name] *= 12
        head.troubles.append(trouble("rate_monthly", **{**where, "found": heading.written}))  # type: ignore[arg-type]
    elif _BY_DAY.search(said):
        head.troubles.append(trouble("rate_daily", **{**where, "found": heading.written}))  # type: ignore[arg-type]


def _absent(grid: Grid, template: Template, head: Head) -> None:
    """Note the columns that may be left out and were: nobody may take them for nil."""
    left = [column for column in template.columns if column.is_fact and not column.required and column.name not in head.places]
    if left:
        lacking = Text("、".join(column.title.zh for column in left), ", ".join(f"“{column.title.en}”" for column in left))
        head.troubles.append(trouble("columns_absent", sheet=grid.sheet, row=head.row + 1, found=lacking.zh, lacking=lacking))


def _missing(grid: Grid, template: Template, headings: list[_Heading], head: Head, *, period_known: bool) -> None:
    known = _names(template)
    unknown = {one.written: one.plain for one in headings if one.plain and not one.column(known)}
    for column in template.columns:
        if column.name in head.places or not column.required or (column.kind == "month" and period_known):
            continue
        found = process.extractOne(plain_heading(column.title.zh), unknown, score_cutoff=_SIMILAR) if unknown else None
        near = Text(f"（是否就是“{found[2]}”？）", f" (is it “{found[2]}”?)") if found else ""
        head.troubles.append(
            trouble("column_missing", sheet=grid.sheet, row=head.row + 1, column=column.title.zh, heading=column.title, near=near)
        )
