"""Dated limits: no statutory number stands in code, each is a row with the day it took force and who set it.

A limits file is YAML. Each name maps the first day of validity to a row::

    window_days: {2016-08-17: {value: 30, unit: days, threshold_basis: "office setting 2026-01, signed …"}}

A row stays in force until the next row of the same name. A name has no value before its first row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from lookthrough.kernel.yaml_texts import SafeLoader


@dataclass(frozen=True, slots=True)
class Limit:
    """One value in force from ``valid_from``, with its unit and the office or law that set it."""

    name: str
    value: float
    unit: str
    threshold_basis: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one catalogue entry as they stand on one day."""

    on: date
    rows: Mapping[str, Limit]

    def __getitem__(self, name: str) -> Limit:
        try:
            return self.rows[name]
        except KeyError:
            raise KeyError(f"no limit {name!r} is in force on {self.on}") from None

    def __contains__(self, name: str) -> bool:
        return name in self.rows

    def value(self, name: str) -> float:
        """Return the number in force under ``name``; ``KeyError`` says which name lacks a row on that day."""
        return self[name].value

    def whole(self, name: str) -> int:
        """Return the number in force under ``name`` as an integer (days, fen, counts); ``ValueError`` when it has a fraction."""
        number = self[name].value
        if number != int(number):
            raise ValueError(f"limit {name!r} is {number}, not a whole number")
        return int(number)


@dataclass(frozen=True, slots=True)
class LimitTable:
    """All dated rows of one catalogue entry, with the hash of the file they came from as their version."""

    rows: tuple[Limit, ...]
    version: str

    def on(self, day: date) -> Limits:
        """Return the rows in force on ``day``: for each name the newest one that has begun."""
        begun = sorted((row for row in self.rows if row.valid_from <= day), key=lambda row: row.valid_from)
        return Limits(on=day, rows={row.name: row for row in begun})

    def lowest(self, name: str) -> float:
        """Return the smallest value that ``name`` ever had (what a rule must measure to miss nothing)."""
        return min(row.value for row in self.rows if row.name == name)


class _NothingTwice(SafeLoader):
    """YAML itself lets a repeated name or day win in silence; a dated limit must not get lost that way."""


def _mapping(loader: _NothingTwice, node: yaml.MappingNode) -> dict[Any, Any]:
    pairs = [(loader.construct_object(key, deep=True), loader.construct_object(value, deep=True)) for key, value in node.value]
    for key, _ in pairs:
        if [name for name, _ in pairs].count(key) > 1:
            raise ValueError(f"{key} stands twice{node.start_mark}")
    return dict(pairs)


_NothingTwice.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_limits(path: Path) -> LimitTable:
    """Read one YAML file of dated limits; a row without day, number, unit or threshold basis is refused with its name and day."""
    text = path.read_bytes()
    names = yaml.load(text, Loader=_NothingTwice) or {}  # noqa: S506 - a safe loader's subclass
    if not isinstance(names, dict):
        raise ValueError(f"{path.name}: limits are names with dated rows")
    rows: list[Limit] = []
    for name, dated in names.items():
        if not isinstance(dated, dict):
            raise ValueError(f"{path.name}: {name}: a limit needs dated rows")
        rows.extend(_row(path, name, day, row) for day, row in dated.items())
    return LimitTable(rows=tuple(rows), version=hashlib.sha256(text).hexdigest()[:12])


def _row(path: Path, name: str, day: object, row: object) -> Limit:
    place = f"{path.name}: {name}, {day}"
    if not isinstance(day, date) or not isinstance(row, dict):
        raise ValueError(f"{place}: a limit needs a day and a row")
    missing = {"value", "unit", "threshold_basis"} - set(row)
    if missing:
        raise ValueError(f"{place}: a limit needs {', '.join(sorted(missing))}")
    if isinstance(row["value"], bool) or not isinstance(row["value"], int | float):
        raise ValueError(f"{place}: {row['value']!r} is no number")
    return Limit(name=name, value=row["value"], unit=row["unit"], threshold_basis=row["threshold_basis"], valid_from=day)
