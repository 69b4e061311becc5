"""Six-way handling: what is proposed for a licence and a conduct on a day, with its basis; a person decides."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lookthrough.kernel.texts import Text

_FILE = Path(__file__).with_name("matrix.yml")
NO_ALERT = "none"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the matrix proposes: ``handling`` is a slug of ``words.HANDLINGS``; ``version`` names the file it came from."""

    handling: str
    basis: Text
    valid_from: date
    version: str


def conducts(*, licensed: bool, on: date) -> tuple[str, ...]:
    """Return the conducts that the matrix of a day knows for firms with, or without, a licence."""
    return tuple(row["conduct"] for row in _in_force(_matrix(), on)[1]["rows"] if row["licensed"] is licensed)


def proposed(*, licensed: bool, conduct: str, on: date) -> Proposed | None:
    """Return what is proposed for a licence and a conduct, or nothing when the matrix of the day has no such row."""
    since, table = _in_force(_matrix(), on)
    found = next((row for row in table["rows"] if row["licensed"] is licensed and row["conduct"] == conduct), None)
    return Proposed(found["handling"], Text(table["basis"]["zh"], table["basis"]["en"]), since, _version()) if found else None


def suggested_conduct(*, licensed: bool, severity: str, on: date) -> str:
    """Return what a conduct looks like from the gravest open alert (``none`` without one); a person says what it is."""
    rows = _in_force(_file()["suggested"], on)[1]["rows"]
    return str(next(row["conduct"] for row in rows if row["licensed"] is licensed and severity in row["severity"]))


def all_rows() -> list[tuple[date, Text, list[dict[str, Any]]]]:
    """Return every dated matrix with its basis, the newest first, for the page that shows it."""
    dated = sorted(_matrix().items(), reverse=True)
    return [(since, Text(table["basis"]["zh"], table["basis"]["en"]), table["rows"]) for since, table in dated]


@cache
def _file() -> dict[Any, Any]:
    read: dict[Any, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


@cache
def _version() -> str:
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()[:12]


def _matrix() -> dict[date, Any]:
    return {since: table for since, table in _file().items() if isinstance(since, date)}


def _in_force(dated: dict[date, Any], on: date) -> tuple[date, Any]:
    """Return the newest table that has begun; before the first one the first one holds."""
    since = max((day for day in dated if day <= on), default=min(dated))
    return since, dated[since]
