"""From sums and readings to the worst value of each month: trailing shares over a window, or the gravest of a table of values.

All shares are summed together, a day and institution, in one pass over each table; windows and months are then a matter of small arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _

from lookthrough.flows.coding import Numbers
from lookthrough.flows.rule import Contribution, Sighting
from lookthrough.kernel.limits import Limits

EVIDENCE = 200  # transfers kept with a finding, largest first (contracts, «Findings»)


def sums_a_day(table: ir.Table, contributions: Sequence[tuple[int, Contribution]]) -> ir.Table:
    """Return institution, day and, for each contribution to rule number n, the sums ``part_n_k`` and ``whole_n_k`` in fen."""
    sums = {}
    for place, (number, one) in enumerate(contributions):
        sums[f"whole_{number}_{place}"] = _.amount_fen.sum(where=one.whole).fill_null(0)
        sums[f"part_{number}_{place}"] = _.amount_fen.sum(where=one.whole & one.part).fill_null(0)
    return table.group_by("institution", "day").aggregate(**sums)


def rows_that_count(contribution: Contribution) -> ir.Table:
    """Return institution, day, place and fen of the transfers that make up the part."""
    counting = contribution.rows.filter(contribution.whole & contribution.part)
    return counting.group_by("institution", "day", "place").aggregate(fen=_.amount_fen.sum())


@dataclass(frozen=True, slots=True)
class Worst:
    """A subject's worst value of a month, over the days from ``from_day`` to ``to_day``; of a share ``value`` = part ÷ whole.

    ``keys``: the codes of the listing, party or account that the value is of, by name. ``places``: the transfers that show it, where
    the measure names them itself.
    """

    subject: int
    value: float
    from_day: int
    to_day: int
    part_fen: int
    whole_fen: int
    scale: str = ""
    keys: Mapping[str, int] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    places: Sequence[int] | None = None
    lowered: bool = False

    @property
    def month(self) -> tuple[int, int]:
        """Return the subject and the month the share stands for: that of its last day."""
        return self.subject, int(_months(np.array([self.to_day]))[0])


class Days:
    """One rule's sums as a grid of institutions by days."""

    def __init__(self, institutions: Numbers, first_day: int, last_day: int) -> None:
        self.institutions, self.first_day = institutions, first_day
        shape = (len(institutions), last_day - first_day + 1)
        self.part, self.whole = np.zeros(shape, np.int64), np.zeros(shape, np.int64)

    def add(self, sums: pa.Table, number: int) -> None:
        """Add the sums of rule number n that one table gave, one row an institution and day."""
        where = np.searchsorted(self.institutions, _array(sums, "institution")), _array(sums, "day") - self.first_day
        for name in sums.column_names:
            if name.startswith(f"part_{number}_"):
                self.part[where] += _array(sums, name)
            elif name.startswith(f"whole_{number}_"):
                self.whole[where] += _array(sums, name)

    def worst(self, *, window_days: int, least: float) -> Iterator[Worst]:
        """Yield each institution's worst trailing share in every month in which it reaches ``least``; of equal days the first stands.

        Only days on which money of the share moved are looked at.
        """
        part, whole = _trailing(self.part, window_days), _trailing(self.whole, window_days)
        share = np.where((self.whole > 0) & (whole > 0), part / np.maximum(whole, 1), -1.0)
        days = self.first_day + np.arange(share.shape[1])
        months = _months(days)
        for month in np.unique(months):
            begin, end = np.searchsorted(months, month), np.searchsorted(months, month, side="right")
            at = begin + share[:, begin:end].argmax(axis=1)
            for k in np.flatnonzero(share[np.arange(len(at)), at] >= least):
                day = int(days[at[k]])
                yield Worst(
                    int(self.institutions[k]), float(share[k, at[k]]), day - window_days + 1, day, int(part[k, at[k]]), int(whole[k, at[k]])
                )


def worst_readings(values: pa.Table, limits: Limits, *, keys: Sequence[str], least: float | None = None) -> list[Worst]:
    """Return the gravest row of each subject and month that reaches its scale's medium limit (or ``least``); of equals the earliest.

    ``values``: columns as of ``flows.rule.Reading``.
    """
    if not len(values):
        return []
    scales = values["scale"].to_pylist() if "scale" in values.column_names else [""] * len(values)
    medium, high = (np.array([_limit(limits, scale, name) for scale in scales]) for name in ("medium_from", "high_from"))
    value = np.from_dlpack(values["value"].combine_chunks().cast(pa.float64()))
    subject, day = _array(values, "institution"), _array(values, "day")
    reaches = np.flatnonzero(value >= (medium if least is None else least))
    graver = -(value[reaches] >= high[reaches]).astype(np.int8), -(value[reaches] / np.maximum(medium[reaches], 1e-12))
    reaches = reaches[np.lexsort((day[reaches], *graver[::-1], _months(day[reaches]), subject[reaches]))]
    of = np.stack([subject[reaches], _months(day[reaches])])
    first = np.flatnonzero(np.append(True, (of[:, 1:] != of[:, :-1]).any(axis=0))) if len(reaches) else reaches
    return [_worst_of(values.slice(int(row), 1).to_pylist()[0], keys) for row in reaches[first]]


def _limit(limits: Limits, scale: str, name: str) -> float:
    return limits.value(scale + name) if scale + name in limits else float("inf")


def _worst_of(row: Mapping[str, Any], keys: Sequence[str]) -> Worst:
    return Worst(
        row["institution"], float(row["value"]), row["from_day"], row["day"], int(row["part_fen"]), int(row["whole_fen"]),
        row.get("scale") or "", {key: row[key] for key in keys if row.get(key) is not None},
    )  # fmt: skip


def gravest_sightings(sightings: Iterable[Sighting], limits_on: Callable[[int], Limits]) -> list[Worst]:
    """Return the gravest sighting of each subject and month that reaches its scale's medium limit of its day; of equals the earliest.

    One on a day before its scale's limit was in force is no finding.
    """
    gravest: dict[tuple[int, int], tuple[tuple[bool, bool, float, int], Worst]] = {}
    for one in sightings:
        limits, medium, high = limits_on(one.to_day), f"{one.scale}medium_from", f"{one.scale}high_from"
        if medium not in limits or one.value < limits.value(medium):
            continue
        worst = Worst(
            one.subject, one.value, one.from_day, one.to_day, one.part_fen, one.whole_fen, one.scale, {}, one.details, one.places,
            one.lowered,
        )  # fmt: skip
        is_high = high in limits and one.value >= limits.value(high)
        rank = not one.lowered, is_high, one.value / max(limits.value(medium), 1e-12), -one.to_day
        if worst.month not in gravest or rank > gravest[worst.month][0]:
            gravest[worst.month] = rank, worst
    return [gravest[month][1] for month in sorted(gravest)]


def evidence_of(worst: Worst, counting: pa.Table) -> list[int]:
    """Return the places of the transfers that make up the part, largest first; ``counting``: institution, day, place, fen, and keys."""
    institution, day, place, fen = (_array(counting, name) for name in ("institution", "day", "place", "fen"))
    of_it = (institution == worst.subject) & (day >= worst.from_day) & (day <= worst.to_day)
    for key, code in worst.keys.items():
        if key in counting.column_names:
            of_it &= _array(counting, key) == code
    chosen = np.flatnonzero(of_it)
    in_order = chosen[np.lexsort((place[chosen], -fen[chosen]))]
    places: list[int] = list(dict.fromkeys(place[in_order].tolist()))
    return places[:EVIDENCE]


def _trailing(daily: Numbers, window_days: int) -> Numbers:
    total = np.cumsum(daily, axis=1)
    total[:, window_days:] -= total[:, :-window_days].copy()
    return total


def _months(days: Numbers) -> Numbers:
    """Return the number of the month of each day (days since 1970-01-01)."""
    months: Numbers = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months


def _array(table: pa.Table, name: str) -> Numbers:
    return np.from_dlpack(table[name].combine_chunks().cast(pa.int64()))  # DuckDB's sums have 128 bits and arrive as decimals
