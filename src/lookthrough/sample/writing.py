"""Writes a simulated ledger as Parquet while it is made, institution by institution, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lookthrough.flows.classes import Purpose
from lookthrough.sample.book import NONE, Transfers
from lookthrough.sample.days import Ints
from lookthrough.sample.identifiers import numbered
from lookthrough.sample.tables import SCHEMAS

ROWS_A_GROUP = 1 << 20
ROWS_A_PART = 10 * ROWS_A_GROUP
_SMALL_GROUP = 1 << 18
_PURPOSES = pa.array(Purpose.words(), pa.string())
# sorted times and counted ids shrink to almost nothing as differences
_EACH_ITS_OWN = ("transfer_id", "order_id")
_ENCODINGS = {"at": "DELTA_BINARY_PACKED", "transfer_id": "DELTA_BYTE_ARRAY"}


def optional(numbers: Ints, texts: pa.Array) -> pa.Array:
    """Return ``texts`` with nulls where ``numbers`` is NONE."""
    return pa.compute.if_else(pa.array(numbers != NONE), texts, None)


class _SmallTable:
    """Gathers rows of one table and writes them in row groups of a good size."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", store_schema=False)
        self._schema, self._waiting, self._rows, self.total = schema, list[pa.Table](), 0, 0

    def take(self, table: pa.Table) -> None:
        self._waiting.append(table.cast(self._schema))
        self._rows += len(table)
        self.total += len(table)
        if self._rows >= _SMALL_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting).combine_chunks())
            self._waiting, self._rows = [], 0

    def close(self) -> None:
        self._flush()
        self._writer.close()


@dataclass(slots=True)
class _Waiting:
    """Transfers of small institutions that wait for a full row group; accounts and products count across them."""

    transfers: list[Transfers] = field(default_factory=list)
    accounts: list[Ints] = field(default_factory=list)
    products: list[Ints] = field(default_factory=list)
    rows: int = 0
    account_count: int = 0
    product_count: int = 0


class TransferWriter:
    """Writes transfers in time order of each institution; beyond ``ROWS_A_PART`` rows as a folder of part files."""

    def __init__(self, folder: Path, *, start: date, in_parts: bool) -> None:
        self._folder, self._in_parts, self._begin = folder, in_parts, datetime(start.year, start.month, start.day)  # noqa: DTZ001
        self._writer: pq.ParquetWriter | None = None
        self._parts = self._rows_in_part = self.total = self._order = 0
        self._waiting = _Waiting()
        if in_parts:
            (folder / "transfers").mkdir()

    def take(self, transfers: Transfers, accounts: Ints, products: Ints) -> None:
        """Take one institution's transfers; ``accounts`` and ``products`` give the ledger's numbers for the institution's places."""
        waiting = self._waiting
        waiting.transfers.append(_moved(transfers, waiting.account_count, waiting.product_count))
        waiting.accounts.append(accounts)
        waiting.products.append(products)
        waiting.rows += len(transfers)
        waiting.account_count += len(accounts)
        waiting.product_count += len(products)
        if waiting.rows >= ROWS_A_GROUP:
            self._flush()

    def close(self) -> None:
        """Write what still waits."""
        if self._waiting.rows or self._writer is None:
            self._flush()
        if self._writer is not None:
            self._writer.close()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, _Waiting()
        if not waiting.transfers:
            return
        # a bank account that several institutions know stands once: Arrow writes dictionaries with repeats at length, and not always alike
        accounts, place = np.unique(np.concatenate(waiting.accounts), return_inverse=True)
        products = np.concatenate(waiting.products)
        columns = {name: np.concatenate([getattr(block, name) for block in waiting.transfers]) for name in Transfers.__slots__}
        columns["source"], columns["target"] = (place.astype(np.int32)[columns[name]] for name in ("source", "target"))
        whole = Transfers(**columns)
        del waiting, columns
        for first in range(0, max(len(whole), 1), ROWS_A_GROUP):
            self._write(whole.taken(slice(first, first + ROWS_A_GROUP)), accounts, products)

    def _write(self, rows: Transfers, accounts: Ints, products: Ints) -> None:
        if self._writer is None or (self._in_parts and self._rows_in_part >= ROWS_A_PART):
            self._next_part()
        numbers = np.arange(self.total, self.total + len(rows), dtype=np.int64)
        at = np.datetime64(self._begin, "us") + rows.at.astype("timedelta64[s]")
        table = pa.table(
            [
                numbered("T", numbers),
                pa.array(at, pa.timestamp("us")),
                _coded("A", rows.source, accounts),
                _coded("A", rows.target, accounts),
                pa.array(rows.amount),
                pa.DictionaryArray.from_arrays(pa.array(rows.purpose), _PURPOSES),
                _coded("L", rows.product, products),
                _orders(rows.order),
            ],
            schema=_STORED,
        )
        assert self._writer is not None
        self._writer.write_table(table)
        self.total += len(rows)
        self._rows_in_part += len(rows)

    def _next_part(self) -> None:
        if self._writer is not None:
            self._writer.close()
        path = self._folder / "transfers" / f"part-{self._parts:05d}.parquet" if self._in_parts else self._folder / "transfers.parquet"
        self._writer = pq.ParquetWriter(
            path, _STORED, compression="zstd", store_schema=False, column_encoding=_ENCODINGS, dictionary_pagesize_limit=1 << 25,
            use_dictionary=[name for name in _STORED.names if name not in (*_ENCODINGS, *_EACH_ITS_OWN, "amount_fen")],
        )  # fmt: skip
        self._parts, self._rows_in_part = self._parts + 1, 0


def _orders(orders: Ints) -> pa.Array:
    if not (orders != NONE).any():
        return pa.nulls(len(orders), pa.string())
    return optional(orders, numbered("D", np.maximum(orders, 0)))


def _stored(field: pa.Field) -> pa.Field:
    """Let text columns other than the id arrive as dictionaries; in the file they are plain text all the same."""
    kinds = {"purpose": pa.int8()}
    if field.type != pa.string() or field.name in _EACH_ITS_OWN:
        return field
    return pa.field(field.name, pa.dictionary(kinds.get(field.name, pa.int32()), pa.string()), field.nullable)


_STORED = pa.schema([_stored(field) for field in SCHEMAS["transfers"]])


def _moved(rows: Transfers, accounts: int, products: int) -> Transfers:
    if not accounts and not products:
        return rows
    product = np.where(rows.product == NONE, NONE, rows.product + products).astype(np.int32)
    source, target = (rows.source + accounts).astype(np.int32), (rows.target + accounts).astype(np.int32)
    return Transfers(rows.at, source, target, rows.amount, rows.purpose, product, rows.order)


def _coded(prefix: str, places: NDArray[np.int32], numbers: Ints) -> pa.DictionaryArray:
    """Return ids as a dictionary column that holds only the ids used here; NONE becomes null."""
    given = places != NONE
    used = np.zeros(len(numbers) + 1, dtype=np.bool_)
    used[places] = True  # NONE marks the extra last place
    used[-1] = False
    new_places = np.cumsum(used, dtype=np.int32) - np.int32(1)
    codes = new_places[places]
    mask = None if given.all() else ~given
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=mask), numbered(prefix, numbers[np.flatnonzero(used[:-1])]))


class LedgerWriter:
    """All tables of a ledger being written into one folder."""

    def __init__(self, folder: Path, *, start: date, in_parts: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._tables = {name: _SmallTable(folder / f"{name}.parquet", schema) for name, schema in SCHEMAS.items() if name != "transfers"}
        self.transfers = TransferWriter(folder, start=start, in_parts=in_parts)
        self._closed = False

    def take(self, name: str, table: pa.Table) -> None:
        """Take rows of one of the small tables."""
        self._tables[name].take(table)

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {name: table.total for name, table in self._tables.items()} | {"transfers": self.transfers.total}

    def close(self) -> None:
        """Finish every file."""
        if not self._closed:
            self._closed = True
            self.transfers.close()
            for table in self._tables.values():
                table.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def words_column(places: NDArray[np.integer], words: Iterable[str]) -> pa.Array:
    """Return one word for each place."""
    return pa.array(list(words), pa.string()).take(pa.array(places))
