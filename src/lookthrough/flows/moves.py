"""Every transfer of a stored run with the parts it carried, one row a transfer and origin, so that any band leads to its transfers.

``kind``: *enters* (part = what came in, as its origin), *inside* (between the institution's own books), *leaves* (to its use) or
*outside* (touches a client's account but not the books; no origin). An agreed fee out of custody stands twice, as the contract has it:
it leaves as ``fee`` and enters as the circle's money.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.flows.books import Books
from lookthrough.flows.boundary import ORIGIN_FROM
from lookthrough.flows.classes import Origin, Party, Role, Use
from lookthrough.flows.coding import Codes
from lookthrough.flows.partitions import Partition
from lookthrough.flows.reading import open_ledger
from lookthrough.flows.values import text

KINDS = ("enters", "inside", "leaves", "outside")
_ENTERS, _INSIDE, _LEAVES, _OUTSIDE = range(4)
_BOOKS = int(Party.CLIENT_BOOKS)
_CODED = pa.schema(
    [
        ("institution_id", pa.string()), ("place", pa.int64()), ("kind", pa.string()), ("origin", pa.string()), ("use", pa.string()),
        ("matched", pa.bool_()), ("part_fen", pa.int64()), ("from_role", pa.string()), ("to_role", pa.string()),
    ]
)  # fmt: skip


class MoveWriter:
    """Collects a run's partitions into one file of moves; ``finish`` joins the transfers' own columns."""

    def __init__(self, folder: Path) -> None:
        self.coded, self.target = folder / "moves.coded.parquet", folder / "moves.parquet"
        self._writer = pq.ParquetWriter(self.coded, _CODED)

    def take(self, codes: Codes, partition: Partition, books: Books) -> None:
        """Add one partition (handed to ``run_ledger`` as ``on_partition``)."""
        self._writer.write_table(_moves(codes, partition, books))

    def finish(self, ledger: Path) -> None:
        """Write ``moves.parquet`` sorted by institution and time, and drop what was in between."""
        self._writer.close()
        with duckdb.connect() as con:
            open_ledger(con, ledger)
            con.execute(_JOINED.format(coded=text(str(self.coded)), target=text(str(self.target))))
        self.coded.unlink()


_JOINED = """
COPY (
  SELECT m.institution_id, t."at"::TIMESTAMP AS "at", t.transfer_id, t.from_account_id, m.from_role, t.to_account_id, m.to_role, t.purpose,
    t.product_id, t.order_id, t.amount_fen::BIGINT AS amount_fen, m.kind, m.origin, m.use, m.matched, m.part_fen
  FROM read_parquet({coded}) m JOIN (SELECT *, (part::BIGINT << 40) + row_no AS place FROM transfers) t USING (place)
  ORDER BY m.institution_id, t."at", t.transfer_id, m.kind, m.origin
) TO {target} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)
"""


def _moves(codes: Codes, partition: Partition, books: Books) -> pa.Table:
    frm, to = books.from_party, books.to_party
    entering = np.flatnonzero((frm < _BOOKS) & (to >= _BOOKS))
    agreed_inside = np.flatnonzero((frm >= _BOOKS) & (to == int(Party.AGREED_FEE)))
    outside = np.flatnonzero((frm < _BOOKS) & (to < _BOOKS))
    amount = partition.columns["amount_fen"]
    origin_in = np.where(to[entering] == int(Party.AGREED_FEE), int(Origin.CIRCLE_MONEY), ORIGIN_FROM[np.minimum(frm[entering], 6)])
    use = _column(books, "use")
    own_again = np.full(len(agreed_inside), int(Origin.CIRCLE_MONEY))
    blocks = [
        _block(codes, partition, entering, _ENTERS, origin_in, None, amount[entering]),
        _block(codes, partition, agreed_inside, _ENTERS, own_again, None, amount[agreed_inside]),
        _block(codes, partition, outside, _OUTSIDE, None, None, amount[outside]),
        _block(
            codes, partition, _column(books, "row"), np.where(use == int(Use.INSIDE), _INSIDE, _LEAVES),
            _column(books, "origin"), use, _column(books, "amount_fen"), _column(books, "matched"),
        ),
    ]  # fmt: skip
    return pa.concat_tables(blocks)


def _column(books: Books, name: str) -> Any:
    return books.movements[name].combine_chunks().to_numpy(zero_copy_only=False)


def _block(codes: Codes, partition: Partition, row: Any, kind: Any, origin: Any, use: Any, part: Any, matched: Any = None) -> pa.Table:
    institution = partition.institutions[np.searchsorted(partition.bounds, row, side="right") - 1]
    source, target = partition.columns["from_account"][row], partition.columns["to_account"][row]
    nothing = pa.nulls(len(row), pa.string())
    return pa.table(
        [
            pa.array(codes.institution_ids).take(pa.array(institution)),
            partition.columns["place"][row],
            pa.array(KINDS).take(pa.array(np.broadcast_to(kind, len(row)).astype(np.int32))),
            nothing if origin is None else pa.array(Origin.words()).take(pa.array(np.asarray(origin, np.int32))),
            nothing if use is None else pa.array(Use.words()).take(pa.array(np.asarray(use, np.int32))),
            pa.nulls(len(row), pa.bool_()) if matched is None else pa.array(matched),
            part,
            pa.array(Role.words()).take(pa.array(codes.role[source].astype(np.int32))),
            pa.array(Role.words()).take(pa.array(codes.role[target].astype(np.int32))),
        ],
        schema=_CODED,
    )
