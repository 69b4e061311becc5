"""A sheet as it was sent: its cells as texts, and what cannot be seen in them: failed formulas, hidden rows, merged cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Cell = tuple[int, int]  # row and column from 0


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet (a CSV is one without a name). Rows may have different lengths; ``cell`` is empty beyond their ends."""

    sheet: str
    rows: Sequence[Sequence[str]]
    hidden: bool = False
    failed: dict[Cell, str] = field(default_factory=dict)
    uncalculated: frozenset[Cell] = frozenset()
    formulas: int = 0
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[Cell, Cell], ...] = ()

    def cell(self, row: int, column: int) -> str:
        """Return the text of one cell."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""


@dataclass(frozen=True, slots=True)
class Book:
    """A file's sheets in their order; ``macros`` when it carries any, ``encoding`` of a CSV when it is not plain UTF-8."""

    grids: tuple[Grid, ...]
    macros: bool = False
    encoding: str = ""
