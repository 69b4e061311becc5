"""A ledger's transfers as columns of numbers on disk, row for row as the files list them, and which rows touch which institution.

A column is a file mapped into memory: what is not in use the system may put aside, so a ledger may be larger than memory. A row stands
where its file lists it; rows that were refused, repeated or come after the last day stay empty.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numba import njit

from lookthrough.flows.coding import NONE, Numbers
from lookthrough.flows.reading import LedgerRead

UNLISTED = -2  # an account that stands in no list, until it is given a code
ROWS_A_BATCH = 1 << 18
_MANY = 100_000  # moments from which sorting by digits is quicker
_SECOND = 1_000_000  # microseconds
READERS = 4  # each builds its own table of account ids
COLUMNS = {
    "moment": np.int64,
    "from_account": np.int32,
    "to_account": np.int32,
    "amount_fen": np.int64,
    "purpose": np.int8,
    "product": np.int32,
    "has_order": np.int8,
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns by name, where each file's rows begin in them, and each id's rank where rows do not stand in the order of ids."""

    of: dict[str, Numbers]
    starts: Numbers
    rank: Numbers | None
    unlisted: pa.Array  # ids of accounts that stand in no list

    def place(self, rows: Numbers) -> Numbers:
        """Return where rows stand in the ledger: file × 2⁴⁰ + row number from 1."""
        part = np.searchsorted(self.starts, rows, side="right") - 1
        found: Numbers = (part << 40) + rows - self.starts[part] + 1
        return found

    def by_time(self, rows: Numbers) -> Numbers:
        """Return rows, given as the files list them, in the order of time, those of one instant by their ids."""
        moment = self.of["moment"][rows]
        if self.rank is not None:
            return rows[np.lexsort((self.rank[rows], moment))]
        return rows if (moment[1:] >= moment[:-1]).all() else rows[_order(moment)]


def _order(moment: Numbers) -> Numbers:
    """Return the order of moments, equal ones as they stand: many whole seconds digit by digit, as comparing them would take long."""
    if len(moment) >= _MANY:
        seconds = _since_the_first(moment)
        if seconds is not None:
            found: Numbers = _by_digits(seconds)
            return found
    return np.argsort(moment, kind="stable")


@njit(cache=True, nogil=True)
def _since_the_first(moment):  # type: ignore[no-untyped-def]
    """Return the seconds since the earliest moment; nothing if some moment is no whole second, or they reach over a century."""
    least, most = moment.min(), moment.max()
    if least % _SECOND or most - least >= _SECOND << 32:
        return None
    seconds = np.empty(len(moment), np.uint32)
    for k in range(len(moment)):
        since = moment[k] - least
        if since % _SECOND:
            return None
        seconds[k] = since // _SECOND
    return seconds


@njit(cache=True, nogil=True)
def _by_digits(key):  # type: ignore[no-untyped-def]
    """Return the order of numbers by sorting them by eleven bits at a time, the lowest first."""
    order, key = np.arange(len(key)), key.copy()
    other_order, other_key = np.empty_like(order), np.empty_like(key)
    for shift in range(0, 33, 11):
        place = np.zeros((1 << 11) + 1, np.int64)
        for k in range(len(key)):
            place[((key[k] >> np.uint32(shift)) & np.uint32(2047)) + 1] += 1
        if place.max() == len(key):
            continue
        place = np.cumsum(place)
        for k in range(len(key)):
            digit = (key[k] >> np.uint32(shift)) & np.uint32(2047)
            other_order[place[digit]], other_key[place[digit]] = order[k], key[k]
            place[digit] += 1
        order, other_order, key, other_key = other_order, order, other_key, key
    return order


@contextmanager
def columns(ledger: LedgerRead) -> Iterator[Columns]:
    """Yield the transfers as columns; needs the tables that ``code_ledger`` makes. The files are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lookthrough-") as folder:
        lengths = dict(ledger.con.execute("SELECT part, max(row_no) FROM raw_transfers GROUP BY part").fetchall())
        starts = np.cumsum([0, *(lengths.get(part, 0) for part in range(len(ledger.tables["transfers"].files)))])
        of = {name: _on_disk(Path(folder) / name, kind, int(starts[-1])) for name, kind in COLUMNS.items()}
        of["from_account"][:] = NONE
        _fill_all(ledger, of, starts)
        unlisted = _unlisted_accounts(ledger, of)
        if len(unlisted):
            _fill_all(ledger, of, starts)
        yield Columns(of, starts, _rank(ledger, Path(folder), starts), unlisted)


def _fill_all(ledger: LedgerRead, of: dict[str, Numbers], starts: Numbers) -> None:
    jobs = _shares(starts, min(READERS, os.cpu_count() or 1))
    with ThreadPoolExecutor(len(jobs)) as readers:
        rows = sum(readers.map(lambda job: _fill(ledger, of, starts, job), jobs))
    expected = ledger.con.execute("SELECT count(*) FROM transfers").fetchall()[0][0]
    if rows != expected:
        raise RuntimeError(f"{expected - rows} transfers were lost between the ledger and the look-through")


def _unlisted_accounts(ledger: LedgerRead, of: dict[str, Numbers]) -> pa.Array:
    """Give a code to each account that stands in no list, after all others, and return their ids."""
    if not any((of[name] == UNLISTED).any() for name in ("from_account", "to_account")):
        return pa.array([], pa.string())
    ids = ledger.con.execute(
        "SELECT DISTINCT account_id FROM "
        "(SELECT from_account_id AS account_id FROM transfers UNION ALL SELECT to_account_id FROM transfers) "
        "WHERE account_id NOT IN (SELECT account_id FROM account_codes) ORDER BY account_id"
    ).to_arrow_table()
    ledger.con.register("unlisted", ids)
    ledger.con.execute(
        "INSERT INTO account_codes SELECT (SELECT count(*) FROM account_codes) + row_number() OVER (ORDER BY account_id) - 1, account_id, "
        "'external', NULL, NULL FROM unlisted"
    )
    ledger.con.unregister("unlisted")
    return ids["account_id"].combine_chunks()


def _on_disk(path: Path, kind: type[Any], rows: int) -> Numbers:
    return np.memmap(path, dtype=kind, mode="w+", shape=(max(rows, 1),))


def _shares(starts: Numbers, readers: int) -> list[list[tuple[int, int, int]]]:
    """Share rows out: each reader gets runs (part, first row, last row) that make up about as many rows as any other's."""
    edges = np.linspace(0, starts[-1], readers + 1).astype(np.int64).tolist()
    shares = []
    for low, high in pairwise(edges):
        cuts = [(part, max(low, begin) - begin + 1, min(high, end) - begin) for part, (begin, end) in enumerate(pairwise(starts.tolist()))]
        shares.append([(part, first, last) for part, first, last in cuts if first <= last])
    return [share for share in shares if share]


_RUN = "SELECT * FROM transfers WHERE part = {} AND row_no BETWEEN {} AND {}"
_CODED = """
SELECT x.part, x.row_no, epoch_us(x."at") AS moment, coalesce(f.code, {unlisted})::INTEGER AS from_account,
  coalesce(t.code, {unlisted})::INTEGER AS to_account, x.amount_fen, enum_code(x.purpose::purpose_word)::TINYINT AS purpose,
  coalesce(p.code, {none})::INTEGER AS product, (x.order_id IS NOT NULL)::TINYINT AS has_order
FROM ({runs}) x LEFT JOIN account_codes f ON f.account_id = x.from_account_id LEFT JOIN account_codes t ON t.account_id = x.to_account_id
LEFT JOIN product_codes p ON p.product_id = x.product_id
"""


def _fill(ledger: LedgerRead, of: dict[str, Numbers], starts: Numbers, runs: Sequence[tuple[int, int, int]]) -> int:
    """Read some runs of rows on a connection of their own and put each row in its place; return how many there were."""
    query = _CODED.format(unlisted=UNLISTED, none=NONE, runs=" UNION ALL ".join(_RUN.format(*run) for run in runs))
    rows = 0
    with ledger.con.cursor() as con:
        for batch in con.execute(query).to_arrow_reader(ROWS_A_BATCH):
            where = _where(starts[_numbers(batch, "part")] + _numbers(batch, "row_no") - 1)
            for name, column in of.items():
                column[where] = _numbers(batch, name)
            rows += batch.num_rows
    return rows


def _where(rows: Numbers) -> Numbers | slice:
    """Return rows as a slice where they follow each other, as they mostly do: a copy is quicker than a scatter."""
    return slice(rows[0], rows[-1] + 1) if (np.diff(rows) == 1).all() else rows


def _numbers(batch: pa.RecordBatch, name: str) -> Numbers:
    return np.from_dlpack(batch.column(name))  # not to_numpy, which imports pandas


def _rank(ledger: LedgerRead, folder: Path, starts: Numbers) -> Numbers | None:
    if ledger.tables["transfers"].ids_ascend:
        return None
    rank = _on_disk(folder / "rank", np.int64, int(starts[-1]))
    ranked = "SELECT part, row_no, row_number() OVER (ORDER BY transfer_id) AS rank FROM transfers"
    for batch in ledger.con.execute(ranked).to_arrow_reader(ROWS_A_BATCH):
        rank[starts[_numbers(batch, "part")] + _numbers(batch, "row_no") - 1] = _numbers(batch, "rank")
    return rank


def rows_by_institution(
    columns: Columns, account_institution: Numbers, product_institution: Numbers, institutions: int
) -> tuple[Numbers, Numbers]:
    """Return the rows that touch each institution, in the order of the files, and where each institution's begin (one more than there are).

    A transfer between two institutions stands with both. One between accounts outside stands with the institution whose listing it
    names, for it went past that institution's books; else with none.
    """
    ends = columns.of["from_account"], columns.of["to_account"], columns.of["product"]
    bounds = np.zeros(institutions + 1, np.int64)
    _count(*ends, account_institution, product_institution, bounds)
    bounds = np.cumsum(bounds)
    rows = np.empty(bounds[-1], np.int64)
    _list(*ends, account_institution, product_institution, bounds[:-1].copy(), rows)
    return rows, bounds


@njit(cache=True, nogil=True)
def _count(source, target, product, account_institution, product_institution, bounds):  # type: ignore[no-untyped-def]
    for k in range(len(source)):
        if source[k] >= 0:
            a, b = account_institution[source[k]], account_institution[target[k]]
            if a == NONE and b == NONE and product[k] != NONE:
                a = product_institution[product[k]]
            if a != NONE:
                bounds[a + 1] += 1
            if b != NONE and b != a:
                bounds[b + 1] += 1


@njit(cache=True, nogil=True)
def _list(source, target, product, account_institution, product_institution, following, rows):  # type: ignore[no-untyped-def]
    for k in range(len(source)):
        if source[k] >= 0:
            a, b = account_institution[source[k]], account_institution[target[k]]
            if a == NONE and b == NONE and product[k] != NONE:
                a = product_institution[product[k]]
            if a != NONE:
                rows[following[a]] = k
                following[a] += 1
            if b != NONE and b != a:
                rows[following[b]] = k
                following[b] += 1
