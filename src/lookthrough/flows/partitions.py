"""Hands out a ledger's transfers in partitions: whole institutions, each one's transfers in the order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from lookthrough.flows.coding import Codes, Numbers, read_only
from lookthrough.flows.columns import ByInstitution, Columns, rows_by_institution


@dataclass(frozen=True, slots=True)
class Partition:
    """The transfers that touch a run of institutions, sorted by institution, instant and transfer id.

    ``bounds[k] : bounds[k + 1]`` are the rows of ``institutions[k]``. All columns are arrays of one length; ``moment`` is microseconds.
    """

    institutions: Numbers
    bounds: Numbers
    columns: dict[str, Numbers]

    def __len__(self) -> int:
        return len(self.columns["moment"])

    def of(self, institutions: Sequence[int]) -> Partition:
        """Return the part of it that some of its institutions make up."""
        wanted, rows = np.isin(self.institutions, institutions), self.rows_of(institutions)
        columns = {name: read_only(column[rows]) for name, column in self.columns.items()}
        return Partition(self.institutions[wanted], np.cumsum([0, *np.diff(self.bounds)[wanted]]), columns)

    def rows_of(self, institutions: Sequence[int]) -> Numbers:
        """Return the rows of some of its institutions."""
        found: Numbers = np.flatnonzero(np.repeat(np.isin(self.institutions, institutions), np.diff(self.bounds)))
        return found


def partitions(columns: Columns, listed: ByInstitution, *, rows: int, also: Numbers | None = None) -> Iterator[Partition]:
    """Yield the ledger in partitions of about ``rows`` transfers, never cutting an institution in two.

    A transfer between two institutions stands in both their parts; one that touches none and names no listing stands in none. ``also``:
    institutions that are handed out even if no transfer touches them.
    """
    bounds = listed.bounds
    touched = np.flatnonzero(np.diff(bounds)).astype(np.int32)
    if also is not None:
        touched = np.union1d(touched, also).astype(np.int32)
    first = 0
    with ThreadPoolExecutor() as threads:
        while first < len(touched):
            start = bounds[touched[first]]
            # as many institutions as fit, and one at least
            last = max(first + 1, int(np.searchsorted(bounds[touched + 1], start + rows, side="right")))
            some = touched[first:last]
            inner = np.append(bounds[some], bounds[some[-1] + 1]) - start
            yield _partition(columns, some, inner, listed.rows[start : start + inner[-1]].astype(np.intp), threads)
            first = last


def partition_of(columns: Columns, codes: Codes, institution: int) -> Partition:
    """Return the partition that one institution makes up."""
    rows = rows_by_institution(columns, codes).of(institution)
    with ThreadPoolExecutor(1) as threads:
        return _partition(columns, np.array([institution], np.int32), np.array([0, len(rows)]), rows, threads)


def _partition(columns: Columns, institutions: Numbers, bounds: Numbers, rows: Numbers, threads: ThreadPoolExecutor) -> Partition:
    moment = columns.of["moment"][rows]
    if not _stand_in_order(columns, moment, bounds):
        of = np.repeat(np.arange(len(institutions)), np.diff(bounds))
        ties = rows if columns.rank is None else columns.rank[rows]
        rows = rows[np.lexsort((ties, moment, of))]
    gathered = dict(zip(columns.of, threads.map(lambda column: read_only(column[rows]), columns.of.values()), strict=True))
    gathered["has_order"] = gathered["has_order"].view(np.bool_)
    return Partition(institutions, bounds, gathered | {"place": read_only(columns.place(rows))})


def _stand_in_order(columns: Columns, moment: Numbers, bounds: Numbers) -> bool:
    """Tell whether each institution's rows, as the files list them, ascend in time, and rows of one instant by their ids."""
    ahead = np.diff(moment)
    inner = bounds[1:-1]
    ahead[inner[(inner > 0) & (inner < len(moment))] - 1] = 1  # from one institution to the next time may turn back
    return bool((ahead >= (0 if columns.rank is None else 1)).all())
