"""The periods and sizes of the petition desk that are in force on a day, and how large a crowd is."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from lookthrough.cases.clocks import Unit, due
from lookthrough.kernel.limits import Limit, LimitTable, read_limits
from lookthrough.kernel.texts import Text

LEVELS: dict[str, Text] = {
    "large": Text("重大", "large"),
    "medium": Text("较大", "medium"),
    "small": Text("一般（集体访）", "small (a group)"),
}


def row(name: str, on: date) -> Limit:
    """Return a setting as it stands on a day; before its first row the first one holds."""
    table = _table()
    first = min(one.valid_from for one in table.rows if one.name == name)
    return table.on(max(on, first))[name]


def whole(name: str, on: date) -> int:
    """Return a setting as a whole number."""
    return int(row(name, on).value)


def basis(name: str, on: date) -> Text:
    """Return what a setting rests on, in both languages."""
    zh, _bar, en = row(name, on).threshold_basis.partition("|")
    return Text(zh.strip(), en.strip() or zh.strip())


def last_day(name: str, start: date) -> date:
    """Return the last day of a period that begins on a day; its length is the one in force on that day."""
    found = row(name, start)
    return due(start=start, count=int(found.value), unit=Unit(found.unit))


def level_of(persons: int, on: date) -> str:
    """Return the level of a crowd, the gravest that its size reaches; nothing for a few people."""
    return next((level for level in LEVELS if persons >= whole(f"level_{level}_from", on)), "")


@cache
def _table() -> LimitTable:
    return read_limits(Path(__file__).with_name("terms.yml"))
