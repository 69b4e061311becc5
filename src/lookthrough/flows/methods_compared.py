"""One institution's uses under the three methods of attribution, side by side: what would be said had another method been taken.

The newest run keeps one method's uses. The others are traced when somebody asks, for that institution alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.flows.books import Bookkeeper
from lookthrough.flows.classes import Method, Origin, Use
from lookthrough.flows.coding import EPOCH
from lookthrough.flows.partitions import partition_of
from lookthrough.flows.standing import standing
from lookthrough.flows.trace_queries import MOST_TRANSFERS, LedgerElsewhere, LedgerOfRun, LedgerTooLarge, ledger_of_run, opened_ledger

METHODS = tuple(method.word for method in Method)


@dataclass(frozen=True, slots=True)
class Compared:
    """What of an origin went into a use, under each method in the order of ``METHODS`` (fen)."""

    origin: str
    use: str
    fen: tuple[int, ...]

    @property
    def widest_fen(self) -> int:
        """Return how far the methods lie apart."""
        return max(self.fen) - min(self.fen)


def compare_methods(*, institution_id: str, from_date: date, to_date: date) -> list[Compared]:
    """Return an institution's uses over the days, both included, by origin and use, in the order of origins and uses.

    Raises ``LedgerElsewhere`` and ``LedgerTooLarge``.
    """
    found = ledger_of_run()
    if found is None:
        raise LedgerElsewhere
    if found.transfers > MOST_TRANSFERS:
        raise LedgerTooLarge
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * len(METHODS))
    for place, uses in enumerate(_uses(found, institution_id)):
        during = pc.and_(pc.greater_equal(uses["date"], pa.scalar(from_date)), pc.less_equal(uses["date"], pa.scalar(to_date)))
        added = uses.filter(during).group_by(["origin", "use"]).aggregate([("amount_fen", "sum")])
        for row in added.to_pylist():
            sums[row["origin"], row["use"]][place] += row["amount_fen_sum"]
    origins, used = Origin.words(), Use.words()
    in_order = sorted(sums, key=lambda key: (origins.index(key[0]), used.index(key[1])))
    return [Compared(origin, use, tuple(sums[origin, use])) for origin, use in in_order]


@lru_cache(maxsize=16)
def _uses(found: LedgerOfRun, institution_id: str) -> tuple[pa.Table, ...]:
    """Trace one institution of the run's ledger under all methods."""
    book = opened_ledger(found)
    with book.alone:
        if institution_id not in book.codes.institution_ids:
            return ()
        partition = partition_of(book.columns, book.codes, book.codes.institution_ids.index(institution_id))
        last_day = (found.as_of - EPOCH).days
        keeper = Bookkeeper(book.codes, standing(book.read, book.codes), last_day, threads=1)
        return tuple(keeper.keep(partition, method).uses for method in Method)
