"""The measure that share rules have in common: the worst share of a month over a trailing window, with the transfers that make it up.

All rules are summed together, a day and institution, in one pass over each table; windows and months are then a matter of small arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _

from lookthrough.flows.coding import Numbers
from lookthrough.flows.rule import Contribution

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
    """A subject's worst trailing share of a month: ``value`` = part ÷ whole over the days from ``from_day`` to ``to_day``."""

    subject: int
    value: float
    from_day: int
    to_day: int
    part_fen: int
    whole_fen: int

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


def evidence_of(worst: Worst, counting: pa.Table) -> list[int]:
    """Return the places of the transfers that make up the part, largest first; ``counting`` as of ``rows_that_count``."""
    institution, day, place, fen = (_array(counting, name) for name in ("institution", "day", "place", "fen"))
    chosen = np.flatnonzero((institution == worst.subject) & (day >= worst.from_day) & (day <= worst.to_day))
    in_order = chosen[np.lexsort((place[chosen], -fen[chosen]))]
    places: list[int] = place[in_order[:EVIDENCE]].tolist()
    return places


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
