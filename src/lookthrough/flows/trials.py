"""Trying a limit: every month's worst values, whether they reach a limit or not, so that what another limit would find is read off.

Values are those of the method of the run; *high* also asks the other two, which a trial does not, so it may call high what a run calls
medium. A whole-ledger rule says nothing below what it looks for, so of its lower limits a trial knows no more than the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.flows.coding import EPOCH, Codes
from lookthrough.flows.measuring import Worst
from lookthrough.flows.rule import Rule, Sighting

LEAST = 1e-12  # what is above nothing
VALUES = pa.schema(
    [
        ("rule", pa.string()), ("scale", pa.string()), ("subject_type", pa.string()), ("subject_id", pa.string()), ("month", pa.string()),
        ("from_date", pa.date32()), ("to_date", pa.date32()), ("value", pa.float64()), ("part_fen", pa.int64()), ("whole_fen", pa.int64()),
    ]
)  # fmt: skip
FILE = "values.parquet"


@dataclass
class Values:
    """Collects the values of a run."""

    codes: Codes
    _rows: list[tuple[Any, ...]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return True

    def take(self, worst: Mapping[Rule, Sequence[Worst]]) -> None:
        """Add the worst values a month of a partition's institutions."""
        for rule, many in worst.items():
            for one in many:
                self._add(rule, one.scale, one.subject, one.from_day, one.to_day, one.value, one.part_fen, one.whole_fen)

    def take_sightings(self, rule: Rule, sightings: Iterable[Sighting]) -> None:
        """Add the largest value a month of what a rule saw in the whole ledger."""
        largest: dict[tuple[int, str, str], Sighting] = {}
        for one in sightings:
            key = one.subject, one.scale, _month(one.to_day)
            if key not in largest or one.value > largest[key].value:
                largest[key] = one
        for one in largest.values():
            self._add(rule, one.scale, one.subject, one.from_day, one.to_day, one.value, one.part_fen, one.whole_fen)

    def _add(self, rule: Rule, scale: str, subject: int, from_day: int, to_day: int, value: float, part_fen: int, whole_fen: int) -> None:
        ids: Sequence[str] = self.codes.party_ids if rule.subject == "party" else self.codes.institution_ids
        days = EPOCH + timedelta(days=from_day), EPOCH + timedelta(days=to_day)
        self._rows.append((rule.name, scale, rule.subject, ids[subject], _month(to_day), *days, value, part_fen, whole_fen))

    def write(self, folder: Path) -> None:
        """Write ``values.parquet``, sorted."""
        columns = list(zip(*sorted(self._rows), strict=True)) or [() for _ in VALUES]
        table = pa.table([pa.array(column, kind.type) for column, kind in zip(columns, VALUES, strict=True)], schema=VALUES)
        pq.write_table(table, folder / FILE, compression="zstd")


def _month(day: int) -> str:
    return (EPOCH + timedelta(days=day)).strftime("%Y-%m")


@dataclass(frozen=True, slots=True)
class Fired:
    """One subject and month that reaches a limit: ``severity`` (medium, high or empty), and ``before``, under the limits in force."""

    subject_type: str
    subject_id: str
    month: str
    value: float
    severity: str
    before: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would find under other limits, and what it no longer would: rows by month and value, largest first."""

    fired: list[Fired]
    gone: list[Fired]
    subjects: int
    subjects_before: int

    @property
    def new(self) -> list[Fired]:
        """Return what the limits in force do not find."""
        return [one for one in self.fired if not one.before]


def try_limits(
    folder: Path, rule: str, *, now: Mapping[str, float], then: Mapping[str, float], subjects: Sequence[str] | None = None
) -> Trial | None:
    """Return what a run's values of a rule are under limits in force (``now``) and others (``then``), by the names of its limits.

    ``subjects``: ids to which it is confined. Nothing if the run kept no values.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    table = pq.read_table(path, filters=[("rule", "=", rule)])
    graver: dict[tuple[str, str, str], tuple[int, int, float]] = {}
    for row in table.to_pylist():
        if subjects is None or row["subject_id"] in subjects:
            key = row["subject_type"], row["subject_id"], row["month"]
            before, after = (_grade(row["value"], row["scale"], limits) for limits in (now, then))
            known = graver.get(key, (0, 0, 0.0))
            value = row["value"] if max(before, after) >= max(known[0], known[1]) else known[2]
            graver[key] = max(before, known[0]), max(after, known[1]), value
    rows = [Fired(*key, value, _WORDS[after], _WORDS[before]) for key, (before, after, value) in graver.items() if before or after]
    rows.sort(key=lambda one: (one.month, -one.value, one.subject_id))
    return Trial(
        fired=[one for one in rows if one.severity],
        gone=[one for one in rows if not one.severity],
        subjects=len({one.subject_id for one in rows if one.severity}),
        subjects_before=len({one.subject_id for one in rows if one.before}),
    )


_WORDS = ("", "medium", "high")


def _grade(value: float, scale: str, limits: Mapping[str, float]) -> int:
    """Return 2 for high, 1 for medium, 0 for less."""
    medium, high = limits.get(f"{scale}medium_from"), limits.get(f"{scale}high_from")
    if medium is None or value < medium:
        return 0
    return 2 if high is not None and value >= high else 1
