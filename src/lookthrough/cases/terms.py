"""How long the periods of a case are: dated rows with their legal basis, read from one file a room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from lookthrough.cases.clocks import Unit
from lookthrough.kernel.limits import LimitTable, read_limits
from lookthrough.kernel.texts import Text

_FILE = Path(__file__).with_name("terms.yml")


@dataclass(frozen=True, slots=True)
class Term:
    """A period's length, the unit it is counted in, and its basis in both languages."""

    name: str
    count: int
    unit: Unit
    basis: Text


def term(*, name: str, on: date, file: Path = _FILE) -> Term:
    """Return a period as it stands on a day; before its first row the first one holds. A basis is written ``Chinese | English``."""
    table = _table(file)
    first = min(row.valid_from for row in table.rows if row.name == name)
    row = table.on(max(on, first))[name]
    zh, _bar, en = row.threshold_basis.partition("|")
    return Term(name, int(row.value), Unit(row.unit), Text(zh.strip(), en.strip() or zh.strip()))


def count_of(*, name: str, on: date) -> int:
    """Return a whole number that is set for cases, as it stands on a day; before its first row the first one holds."""
    rows = _table(_FILE)
    return rows.on(max(on, min(row.valid_from for row in rows.rows if row.name == name))).whole(name)


@cache
def _table(file: Path) -> LimitTable:
    return read_limits(file)
