"""What a scorecard is: for a kind of subject, which indicators count, how many points each, from which value on; dated, adopted by two.

Weights are points: an indicator at its worst anchor gives that many, between anchors its share of them, and the sum is cut at 100. So a
row tells by itself how much one bad figure weighs, however many other rows stand beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

from lookthrough.kernel.limits import LimitTable, read_limits
from lookthrough.kernel.texts import Text
from lookthrough.kernel.yaml_texts import read_yaml
from lookthrough.risk.indicator import all_indicators

FULL = 100.0
LEVELS = ("none", "blue", "yellow", "orange", "red")
INSUFFICIENT = "insufficient"


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator's place in a scorecard.

    ``anchors``: (value, share of the weight), the harmless end first; between two of them the share is linear, beyond the ends it is
    that of the end. ``missing``: the share that counts when the value is unknown; above zero only where the firm itself owes it.
    ``can_change``: whether the firm can still change it, so that it may be named when we say what would lower the level.
    """

    indicator: str
    weight: float
    anchors: tuple[tuple[float, float], ...]
    basis: str
    missing: float = 0.0
    can_change: bool = True


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One version of a scorecard: in force from ``valid_from`` until the next one.

    ``kinds``: the kinds of subject it is for, none for all. ``beside``: it asks a question of its own beside the scorecard of the kind.
    """

    slug: str
    title: Text
    subject: str
    kinds: tuple[str, ...]
    valid_from: date
    basis: str
    coverage_needed: float
    rows: tuple[Row, ...]
    beside: bool = False

    @property
    def version(self) -> str:
        """Return the day it holds from and the hash of its rows; indicators have versions of their own."""
        content = repr((self.slug, self.subject, self.kinds, self.coverage_needed, self.rows))
        return f"{self.valid_from.isoformat()}.{hashlib.sha256(content.encode()).hexdigest()[:8]}"

    @property
    def name(self) -> str:
        """Return what stands in the column ``model`` of scores."""
        return f"scorecard:{self.slug}@{self.version}"

    def row(self, indicator: str) -> Row:
        """Return the row of an indicator."""
        return next(row for row in self.rows if row.indicator == indicator)


@dataclass(frozen=True, slots=True)
class Levels:
    """From which score on each level begins, on one day."""

    begins: tuple[tuple[str, float], ...]  # lowest first, without ``none``

    def of(self, score: float) -> str:
        """Return the level of a score, coverage apart."""
        return next((level for level, begin in reversed(self.begins) if score >= begin), LEVELS[0])

    def begin(self, level: str) -> float:
        """Return the score from which on a level holds."""
        return dict(self.begins).get(level, 0.0)


def scorecard_on(slug: str, day: date, adopted: tuple[Scorecard, ...] = ()) -> Scorecard:
    """Return the version in force on a day: the newest that has begun, one that officers adopted before the house's own of that day.

    ``LookupError`` when there is none yet.
    """
    every = [one for one in (*all_versions().get(slug, ()), *(one for one in adopted if one.slug == slug)) if one.valid_from <= day]
    if not every:
        raise LookupError(f"no scorecard {slug!r} is in force on {day}")
    return max(enumerate(every), key=lambda placed: (placed[1].valid_from, placed[0]))[1]


def scorecard_for(subject_type: str, kind: str) -> str | None:
    """Return the slug of the main scorecard for a kind of subject: the one that names the kind, else the one for all kinds."""
    main = [one for one in _fitting(subject_type, kind) if not one.beside]
    return max(main, key=lambda one: bool(one.kinds)).slug if main else None


def scorecards_for(subject_type: str, kind: str) -> tuple[str, ...]:
    """Return the slugs of all scorecards that a kind of subject is held against, the main one first."""
    main = scorecard_for(subject_type, kind)
    return (*((main,) if main else ()), *(one.slug for one in _fitting(subject_type, kind) if one.beside))


def _fitting(subject_type: str, kind: str) -> list[Scorecard]:
    newest = [one[-1] for one in all_versions().values()]
    return [one for one in newest if one.subject == subject_type and (not one.kinds or kind in one.kinds)]


@cache
def all_versions() -> dict[str, tuple[Scorecard, ...]]:
    """Return the house's own scorecards by slug, each with its versions, oldest first."""
    folder = Path(str(resources.files("lookthrough.risk") / "scorecards"))
    return {path.stem: read_scorecard(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yml"))}


@cache
def level_limits() -> LimitTable:
    """Return the dated rows that say from which score on a level begins."""
    return read_limits(Path(str(resources.files("lookthrough.risk") / "levels.yml")))


def levels_on(day: date) -> Levels:
    """Return the levels as they are cut on a day."""
    limits = level_limits().on(day)
    return Levels(tuple((level, limits.value(f"{level}_from")) for level in LEVELS[1:]))


def read_scorecard(slug: str, text: str) -> tuple[Scorecard, ...]:
    """Read a scorecard's file; ``ValueError`` names the row that is not sound."""
    read = read_yaml(text)
    return tuple(_version(slug, read, day, read["versions"][day]) for day in sorted(read["versions"]))


def _version(slug: str, read: Mapping[str, Any], day: date, said: Mapping[str, Any]) -> Scorecard:
    rows = tuple(read_row(slug, name, row) for name, row in said["rows"].items())
    title = Text(read["title"]["zh"], read["title"]["en"])
    kinds, needed = tuple(read["kinds"]), float(said["coverage_needed"])
    return Scorecard(slug, title, read["subject"], kinds, day, said["basis"], needed, rows, bool(read.get("beside")))


def read_row(slug: str, name: str, said: Mapping[str, Any]) -> Row:
    """Read one row; its indicator must be in the catalogue, its anchors must lead from harmless to grave."""
    anchors = tuple((float(value), float(share)) for value, share in said["anchors"])
    row = Row(name, float(said["weight"]), anchors, said["basis"], float(said.get("missing", 0)), bool(said.get("can_change", True)))
    wrong = _wrong(row)
    if wrong:
        raise ValueError(f"scorecard {slug}, {name}: {wrong}")
    return row


def _wrong(row: Row) -> str:
    if row.indicator not in all_indicators():
        return "there is no such indicator"
    down = all_indicators()[row.indicator].worse == "less"
    values, shares = [-value if down else value for value, _ in row.anchors], [share for _, share in row.anchors]
    if len(values) < 2 or any(later <= before for before, later in pairwise(values)):
        return "anchors lead from the harmless end to the grave one, two at least"
    if shares != sorted(shares) or shares[0] < 0 or shares[-1] != 1:
        return "shares rise from 0 to 1"
    return "" if 0 < row.weight <= FULL and 0 <= row.missing <= 1 and row.basis.strip() else "weight, missing or basis"
