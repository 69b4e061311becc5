"""The books at the beginning of a day as files: read with the ids of today's ledger, and written for tomorrow's.

``openings.parquet`` holds, an institution and kind: the listings in the order of their first transfer, what lay in each account under
each method, who had invested, and which agreed fees were taken. ``listing_days.parquet`` holds what listings came to on the days before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lookthrough.flows.books import Bookkeeper
from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import Method
from lookthrough.flows.coding import EPOCH, NONE, Codes, Numbers
from lookthrough.flows.ledger_tables import TABLES
from lookthrough.flows.listing_days import listing_days
from lookthrough.flows.openings import Opening, Openings
from lookthrough.flows.partitions import Partition

_LISTED, _ROW, _INVESTOR, _FEE = range(4)
_OPENINGS = pa.schema(
    [
        ("institution_id", pa.string()), ("kind", pa.int8()), ("method", pa.int8()), ("account_id", pa.string()),
        ("product_id", pa.string()), ("origin", pa.int8()), ("amount_fen", pa.int64()),
    ]
)  # fmt: skip
_SUMS = [name for name in TABLES["the_listing_days"] if name.endswith("_fen")]
_DAYS = pa.schema(
    [("institution_id", pa.string()), ("product_id", pa.string()), ("day", pa.int32()), *((name, pa.int64()) for name in _SUMS)]
)


@dataclass
class Carried:
    """What one run hands to the next: ``folder`` holds the books it begins with, if any; ``next_day`` is where the next begins."""

    folder: Path | None
    day: date | None
    next_day: date
    _openings: list[pa.Table] = field(default_factory=list)
    _days: list[pa.Table] = field(default_factory=list)

    def openings(self, codes: Codes) -> Openings | None:
        """Return the books that the run begins with, in its own codes."""
        if self.folder is None or self.day is None:
            return None
        ids = _Ids(codes)
        table = pq.read_table(self.folder / "openings.parquet")
        days = pq.read_table(self.folder / "listing_days.parquet")
        sums = {name: days[name] for name in _SUMS}
        coded = {"institution": ids.institution(days["institution_id"]), "product": ids.product(days["product_id"]), "day": days["day"]}
        return Openings((self.day - EPOCH).days, dict(_read(table, ids)), pa.table(coded | sums))

    def take(self, keeper: Bookkeeper, partition: Partition) -> None:
        """Keep the partition's books at the beginning of the day where the next run begins, and the listings' days before it."""
        day = (self.next_day - EPOCH).days
        codes = keeper.codes
        for institution, opening in keeper.close(partition, day).items():
            self._openings.append(_written(codes, institution, opening))
        before = None if keeper.openings is None else keeper.openings.listing_days
        days = listing_days(partition, len(codes.product_ids), until=day * MICROSECONDS_A_DAY, before=before)
        self._days.append(_named_days(codes, days))

    def write(self, folder: Path) -> None:
        """Write what the next run begins with."""
        pq.write_table(pa.concat_tables([_OPENINGS.empty_table(), *self._openings]), folder / "openings.parquet", compression="zstd")
        pq.write_table(pa.concat_tables([_DAYS.empty_table(), *self._days]), folder / "listing_days.parquet", compression="zstd")


class _Ids:
    """Codes of ids; an id that the ledger does not know is ``NONE``."""

    def __init__(self, codes: Codes) -> None:
        self.institutions, self.accounts, self.products = pa.array(codes.institution_ids, pa.string()), codes.account_ids, codes.product_ids

    def institution(self, ids: Any) -> Numbers:
        return _codes(ids, self.institutions)

    def account(self, ids: Any) -> Numbers:
        return _codes(ids, self.accounts)

    def product(self, ids: Any) -> Numbers:
        return _codes(ids, self.products)


def _codes(ids: Any, known: pa.Array) -> Numbers:
    whole = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    if not len(known):
        return np.full(len(whole), NONE, np.int64)
    found = pc.fill_null(pc.index_in(whole, value_set=known, skip_nulls=True), NONE)
    return np.asarray(np.from_dlpack(found), np.int64)


def _read(table: pa.Table, ids: _Ids) -> Iterator[tuple[int, Opening]]:
    """Yield each institution's opening; rows stand in the order in which they were written, which first-in-first-out needs."""
    kind, method, origin, fen = (np.from_dlpack(table[name].combine_chunks()) for name in ("kind", "method", "origin", "amount_fen"))
    account, product = ids.account(table["account_id"]), ids.product(table["product_id"])
    institution = ids.institution(table["institution_id"])
    for one in np.unique(institution[institution != NONE]).tolist():
        of = institution == one
        rows = {
            each: np.stack([column[of & (kind == _ROW) & (method == int(each))] for column in (account, product, origin, fen)], axis=1)
            for each in Method
        }
        investors = account[of & (kind == _INVESTOR)]
        fees = np.stack([column[of & (kind == _FEE)] for column in (product, fen)], axis=1)
        yield (
            one,
            Opening(
                listed=np.ascontiguousarray(product[of & (kind == _LISTED)]),
                rows={each: np.ascontiguousarray(some.astype(np.int64)) for each, some in rows.items()},
                investors=np.ascontiguousarray(investors[investors != NONE]),
                fees=np.ascontiguousarray(fees),
            ),
        )


def _written(codes: Codes, institution: int, opening: Opening) -> pa.Table:
    listed, investors, fees = opening.listed, opening.investors, opening.fees
    blocks = [
        _block(codes, _LISTED, product=listed, count=len(listed)),
        *(
            _block(codes, _ROW, int(method), account=rows[:, 0], product=rows[:, 1], origin=rows[:, 2], fen=rows[:, 3], count=len(rows))
            for method, rows in opening.rows.items()
        ),
        _block(codes, _INVESTOR, account=investors, count=len(investors)),
        _block(codes, _FEE, product=fees[:, 0], fen=fees[:, 1], count=len(fees)),
    ]
    table = pa.concat_tables(blocks)
    names = pa.array([codes.institution_ids[institution]]).take(pa.array(np.zeros(len(table), np.int32)))
    return table.set_column(0, "institution_id", names).cast(_OPENINGS)


def _block(
    codes: Codes, kind: int, method: int = 0, *, count: int, account: Any = None, product: Any = None, origin: Any = None, fen: Any = None
) -> pa.Table:
    nothing = np.zeros(count, np.int64)
    return pa.table(
        {
            "institution_id": pa.nulls(count, pa.string()),
            "kind": np.full(count, kind, np.int8),
            "method": np.full(count, method, np.int8),
            "account_id": _names(codes.account_ids, account, count),
            "product_id": _names(codes.product_ids, product, count),
            "origin": (nothing if origin is None else origin).astype(np.int8),
            "amount_fen": np.ascontiguousarray(nothing if fen is None else fen),
        }
    )


def _names(ids: pa.Array, codes: Numbers | None, count: int) -> pa.Array:
    if codes is None:
        return pa.nulls(count, pa.string())
    return ids.take(pa.array([code if code != NONE else None for code in codes.tolist()], pa.int64())).cast(pa.string())


def _named_days(codes: Codes, days: pa.Table) -> pa.Table:
    institution = pa.array(codes.institution_ids, pa.string()).take(days["institution"].combine_chunks())
    product = codes.product_ids.take(days["product"].combine_chunks()).cast(pa.string())
    named = {"institution_id": institution, "product_id": product, "day": days["day"], **{name: days[name] for name in _SUMS}}
    return pa.table(named).cast(_DAYS)
