"""Reads the transfers of Parquet files by their dictionaries: an id is looked at once a row group, not once a row.

Large ledgers come as Parquet, where each row group lists its ids once and its rows name them by number. Only files whose every value is
sound as it stands are read so; at the first doubt all is left to the ordinary reading (``flows.reading``), which says what is wrong.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lookthrough.flows.classes import Purpose
from lookthrough.flows.values import EARLIEST, LARGEST_FEN, LATEST

Numbers = NDArray[Any]
NONE = -1  # the number of what a row does not name
READERS = 4
MOST_ROWS = 1 << 23  # a row group with more would take too much memory at once
COLUMNS = {
    "moment": np.int64,
    "from_account": np.int32,
    "to_account": np.int32,
    "amount_fen": np.int64,
    "purpose": np.int8,
    "product": np.int32,
    "has_order": np.int8,
}
_ACCOUNTS = {"from_account": "from_account_id", "to_account": "to_account_id"}
_DICTIONARIES = [*_ACCOUNTS.values(), "product_id", "purpose"]
_REQUIRED = ("transfer_id", "at", "amount_fen", "purpose", *_ACCOUNTS.values())
_READ = {*_REQUIRED, "product_id", "order_id"}
_TEXTS = (pa.string(), pa.large_string())


class _Doubtful(Exception):  # noqa: N818 - a value that the ordinary reading must judge
    pass


@dataclass(frozen=True, slots=True)
class Section:
    """A row group: its first row in the ledger, how many rows, and the ids that its rows name by number, by column."""

    first: int
    rows: int
    ids: dict[str, pa.Array]
    ids_ascend: bool
    first_id: str
    last_id: str

    @property
    def span(self) -> slice:
        """Return its rows in the ledger."""
        return slice(self.first, self.first + self.rows)


@dataclass(frozen=True, slots=True)
class Sections:
    """Sound transfers, row by row as the files list them.

    ``of``: columns as in ``COLUMNS``; ``from_account``, ``to_account`` and ``product`` hold numbers in the ids of the row's section.
    ``starts``: where each file's rows begin. ``ids_ascend``: whether each row's id is greater than that of the row before it.
    """

    of: dict[str, Numbers]
    starts: Numbers
    sections: list[Section]
    ids_ascend: bool

    def __len__(self) -> int:
        return int(self.starts[-1])

    @property
    def last_day(self) -> date:
        """Return the day of the last transfer."""
        found: date = self.of["moment"].max().astype("datetime64[us]").astype("datetime64[D]").item()
        return found

    def end_on(self, day: date) -> int:
        """Let transfers after a day name no account, so that they count for nothing; return how many are left."""
        after = np.flatnonzero(self.of["moment"] >= (np.datetime64(day, "us") + np.timedelta64(1, "D")).astype(np.int64))
        self.of["from_account"][after] = self.of["to_account"][after] = NONE
        return len(self) - len(after)

    def among(self, columns: Sequence[str], ids: pa.Array) -> dict[str, list[Numbers]]:
        """Return, by column and section by section, where the columns' ids stand among ``ids``, ``NONE`` where they do not."""
        own = [section.ids[column] for column in columns for section in self.sections]
        found = _numbers(pc.fill_null(pc.index_in(pa.concat_arrays(own), value_set=ids), NONE))
        parts = np.split(found, np.cumsum([len(one) for one in own])[:-1])
        return {column: parts[k * len(self.sections) :][: len(self.sections)] for k, column in enumerate(columns)}

    def missing(self, column: str, found: list[Numbers]) -> pa.Array:
        """Return the column's ids that ``among`` did not find and that some row names: a dictionary may hold more than the rows do."""
        parts = [pa.array([], pa.string())]
        for section, places in zip(self.sections, found, strict=True):
            if (places == NONE).any():
                named = np.unique(self.of[column][section.span])
                named = named[named != NONE]
                parts.append(section.ids[column].take(pa.array(named[places[named] == NONE])))
        return pa.concat_arrays(parts)

    def rename(self, columns: dict[str, list[Numbers]]) -> None:
        """Let the columns hold, instead of a number in the section's ids, what ``among`` found for that id."""

        def job(number: int) -> None:
            for name, found in columns.items():
                span = self.sections[number].span
                self.of[name][span] = np.append(found[number], np.int32(NONE))[self.of[name][span]]  # NONE is the last one's place

        with ThreadPoolExecutor(min(READERS, os.cpu_count() or 1)) as readers:
            list(readers.map(job, range(len(self.sections))))


def on_disk(kind: type[Any], rows: int) -> Numbers:
    """Return an array of zeros in a file without name that is mapped into memory and gone with the array."""
    with tempfile.TemporaryFile(prefix="lookthrough-") as file:
        return np.memmap(file, dtype=kind, mode="w+", shape=(max(rows, 1),)).view(np.ndarray)


def read_by_dictionary(paths: Sequence[Path]) -> Sections | None:
    """Return the transfers of ``paths``, or None if one is no Parquet, is damaged, or holds any value that is not sound as it stands."""
    try:
        return _read(paths)
    except (_Doubtful, pa.ArrowException, OSError):
        return None


def _read(paths: Sequence[Path]) -> Sections:
    files = [pq.ParquetFile(path) for path in paths]
    lengths = [file.metadata.num_rows for file in files]
    for file in files:
        _look_at(file)
        file.close()
    starts = np.cumsum([0, *lengths])
    of = {name: on_disk(kind, int(starts[-1])) for name, kind in COLUMNS.items()}
    jobs = [
        partial(_section, path, file.metadata, group, first, of)
        for path, file, start in zip(paths, files, starts[:-1].tolist(), strict=True)
        for group, first in _groups(file.metadata, start)
    ]
    with ThreadPoolExecutor(min(READERS, os.cpu_count() or 1)) as readers:
        sections = list(readers.map(lambda job: job(), jobs))
    if not sections:
        raise _Doubtful
    ascend = all(one.ids_ascend for one in sections) and all(one.last_id < other.first_id for one, other in pairwise(sections))
    return Sections(of, starts, sections, ascend)


def _look_at(file: pq.ParquetFile) -> None:
    """Doubt a file whose columns have other types than the contract's, or another case, or that does not add up."""
    schema, metadata = file.schema_arrow, file.metadata
    names = [name.lower() for name in schema.names]
    known = {name: schema.field(name).type for name in schema.names}
    given = {name: kind.value_type if pa.types.is_dictionary(kind) else kind for name, kind in known.items()}
    texts = ("transfer_id", "order_id", *_DICTIONARIES)
    at, groups = given.get("at"), [metadata.row_group(k).num_rows for k in range(metadata.num_row_groups)]
    if (
        len(set(names)) < len(names)
        or not set(_REQUIRED) <= set(schema.names)
        or {"product_id", "order_id"} & (set(names) - set(schema.names))
        or any(given[name] not in _TEXTS for name in texts if name in given)
        or given["amount_fen"] != pa.int64()
        or at not in (pa.timestamp("us"), pa.timestamp("ms"))
        or not all(0 <= rows <= MOST_ROWS for rows in groups)
        or sum(groups) != metadata.num_rows
    ):
        raise _Doubtful


def _groups(metadata: pq.FileMetaData, start: int) -> Iterator[tuple[int, int]]:
    for group in range(metadata.num_row_groups):
        if rows := metadata.row_group(group).num_rows:
            yield group, start
        start += rows


def _section(path: Path, metadata: pq.FileMetaData, group: int, first: int, of: dict[str, Numbers]) -> Section:
    names = [name for name in metadata.schema.to_arrow_schema().names if name in _READ]
    listed = [name for name in names if name in _DICTIONARIES]
    with pq.ParquetFile(path, metadata=metadata, read_dictionary=listed) as file:
        table = file.read_row_group(group, columns=names, use_threads=False)
    if len(table) != metadata.row_group(group).num_rows:
        raise _Doubtful
    rows = slice(first, first + len(table))
    of["moment"][rows] = _moments(_whole(table, "at"))
    of["amount_fen"][rows] = _fen(_whole(table, "amount_fen"))
    of["purpose"][rows] = _purposes(_whole(table, "purpose"))
    ids = {}
    for name, column in _ACCOUNTS.items():
        ids[name], of[name][rows] = _accounts(_whole(table, column))
    if _pays_itself(ids, of["from_account"][rows], of["to_account"][rows]):
        raise _Doubtful
    if "product_id" in names:
        ids["product"], of["product"][rows] = _products(_whole(table, "product_id"))
    else:
        ids["product"], of["product"][rows] = pa.array([], pa.string()), NONE
    if "order_id" in names:
        of["has_order"][rows] = _given(_whole(table, "order_id"))
    transfer = _plain(_whole(table, "transfer_id"))
    ascend = bool(pc.all(pc.less(transfer[:-1], transfer[1:]), min_count=0).as_py())
    return Section(first, len(table), ids, ascend, transfer[0].as_py(), transfer[-1].as_py())


def _whole(table: pa.Table, name: str) -> pa.Array:
    column = table[name]
    if column.num_chunks > 1 and pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    return column.combine_chunks()


def _numbers(array: pa.Array) -> Numbers:
    return np.from_dlpack(array)  # not to_numpy, which imports pandas


def _none_missing(array: pa.Array) -> pa.Array:
    if array.null_count:
        raise _Doubtful
    return array


def _moments(at: pa.Array) -> Numbers:
    moment = _numbers(_none_missing(at).cast(pa.timestamp("us")).view(pa.int64()))
    earliest, latest = (np.datetime64(day, "us").astype(np.int64) for day in (EARLIEST, LATEST))
    if moment.min() < earliest or moment.max() >= latest:
        raise _Doubtful
    return moment


def _fen(amount: pa.Array) -> Numbers:
    fen = _numbers(_none_missing(amount))
    if fen.min() <= 0 or fen.max() > LARGEST_FEN:
        raise _Doubtful
    return fen


def _listed(array: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the ids of an array, as valid text, and each row's number among them."""
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    ids = _none_missing(array.dictionary.cast(pa.string()))
    ids.validate(full=True)  # text that is no UTF-8 would pass unseen
    return ids, array.indices.cast(pa.int32())


def _purposes(array: pa.Array) -> Numbers:
    words, number = _listed(_none_missing(array))
    code = pc.index_in(words, value_set=pa.array(Purpose.words()))
    return _numbers(_none_missing(code)).astype(np.int8)[_numbers(number)]


def _accounts(array: pa.Array) -> tuple[pa.Array, Numbers]:
    ids, number = _listed(_none_missing(array))
    if pc.index(ids, "").as_py() != NONE:
        raise _Doubtful
    return ids, _numbers(number)


def _products(array: pa.Array) -> tuple[pa.Array, Numbers]:
    ids, number = _listed(array)
    numbers = _numbers(number.fill_null(NONE))
    empty = pc.index(ids, "").as_py()  # an empty text names no listing
    return ids, numbers if empty == NONE else np.where(numbers == empty, NONE, numbers)


def _given(array: pa.Array) -> Numbers:
    length = pc.fill_null(pc.binary_length(_plain(array, may_lack=True)), 0)
    return _numbers(length) > 0


def _plain(array: pa.Array, *, may_lack: bool = False) -> pa.Array:
    """Return valid texts, however they were listed; none may be missing or empty unless it ``may_lack``."""
    text = array.cast(pa.large_string())
    text.validate(full=True)
    if not may_lack and (text.null_count or not pc.all(pc.greater(pc.binary_length(text), 0)).as_py()):
        raise _Doubtful
    return text


def _pays_itself(ids: dict[str, pa.Array], source: Numbers, target: Numbers) -> bool:
    same = _numbers(pc.fill_null(pc.index_in(ids["to_account"], value_set=ids["from_account"]), NONE))
    return bool((same[target] == source).any())
