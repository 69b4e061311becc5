"""Gives a ledger's transfers their codes: columns of numbers on disk, row for row as the files list them.

A column is a file mapped into memory: what is not in use the system may put aside, so a ledger may be larger than memory. A row stands
where its file lists it; rows that were refused, repeated or come after the last day name no account that pays.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.flows.by_dictionary import COLUMNS, READERS, Sections, on_disk
from lookthrough.flows.coding import NONE, Numbers
from lookthrough.flows.columns import Columns
from lookthrough.flows.reading import LedgerRead

UNLISTED = -2  # an account that stands in no list, until it is given a code
ROWS_A_BATCH = 1 << 18
_ENDS = ("from_account", "to_account")


def columns(ledger: LedgerRead) -> Columns:
    """Return the transfers as columns; needs the tables that ``code_ledger`` makes."""
    read = ledger.tables["transfers"]
    sections, read.sections = read.sections, None  # their columns are taken over
    if sections:
        starts, of, unlisted = sections.starts, sections.of, _code(ledger, sections)
    else:
        lengths = dict(ledger.con.execute("SELECT part, max(row_no) FROM raw_transfers GROUP BY part").fetchall())
        starts = np.cumsum([0, *(lengths.get(part, 0) for part in range(len(read.files)))])
        of = {name: on_disk(kind, int(starts[-1])) for name, kind in COLUMNS.items()}
        unlisted = _ask(ledger, of, starts)
    pa.default_memory_pool().release_unused()  # ids as text were large
    return Columns(of, starts, _rank(ledger, starts), unlisted)


def _code(ledger: LedgerRead, sections: Sections) -> pa.Array:
    """Put codes in the place of the numbers that ids have in their sections; return the ids of accounts that stand in no list."""
    accounts, products = _ids(ledger, "account"), _ids(ledger, "product")
    found = sections.among(_ENDS, accounts)
    unlisted = pc.unique(pa.concat_arrays([sections.missing(end, found[end]) for end in _ENDS]))
    if len(unlisted):
        unlisted = unlisted.take(pc.sort_indices(unlisted))
        _list(ledger, pa.table({"account_id": unlisted}))
        accounts = pa.concat_arrays([accounts, unlisted])
        found = sections.among(_ENDS, accounts)
    sections.rename(found | sections.among(("product",), products))
    return unlisted


def _ids(ledger: LedgerRead, name: str) -> pa.Array:
    table = ledger.con.execute(f"SELECT {name}_id AS id FROM {name}_codes ORDER BY code").to_arrow_table()
    return table["id"].combine_chunks().cast(pa.string())


def _list(ledger: LedgerRead, unlisted: pa.Table) -> None:
    """Give a code to each account that stands in no list, after all others, by their ids."""
    ledger.con.register("unlisted", unlisted)
    ledger.con.execute(
        "INSERT INTO account_codes SELECT (SELECT count(*) FROM account_codes) + row_number() OVER (ORDER BY account_id) - 1, account_id, "
        "'external', NULL, NULL FROM unlisted"
    )
    ledger.con.unregister("unlisted")


def _ask(ledger: LedgerRead, of: dict[str, Numbers], starts: Numbers) -> pa.Array:
    """Fill the columns with what DuckDB finds sound; return the ids of accounts that stand in no list."""
    of["from_account"][:] = NONE
    _fill_all(ledger, of, starts)
    if not any((of[name] == UNLISTED).any() for name in _ENDS):
        return pa.array([], pa.string())
    ids = ledger.con.execute(
        "SELECT DISTINCT account_id FROM "
        "(SELECT from_account_id AS account_id FROM transfers UNION ALL SELECT to_account_id FROM transfers) "
        "WHERE account_id NOT IN (SELECT account_id FROM account_codes) ORDER BY account_id"
    ).to_arrow_table()
    _list(ledger, ids)
    _fill_all(ledger, of, starts)
    return ids["account_id"].combine_chunks()


def _fill_all(ledger: LedgerRead, of: dict[str, Numbers], starts: Numbers) -> None:
    jobs = _shares(starts, min(READERS, os.cpu_count() or 1))
    with ThreadPoolExecutor(len(jobs)) as readers:
        rows = sum(readers.map(lambda job: _fill(ledger, of, starts, job), jobs))
    expected = ledger.con.execute("SELECT count(*) FROM transfers").fetchall()[0][0]
    if rows != expected:
        raise RuntimeError(f"{expected - rows} transfers were lost between the ledger and the look-through")


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


def _rank(ledger: LedgerRead, starts: Numbers) -> Numbers | None:
    """Return each row's place in the order of ids, or None if rows stand in that order."""
    if ledger.tables["transfers"].ids_ascend:
        return None
    rank = on_disk(np.int64, int(starts[-1]))
    ranked = "SELECT part, row_no, row_number() OVER (ORDER BY transfer_id) AS rank FROM transfers"
    for batch in ledger.con.execute(ranked).to_arrow_reader(ROWS_A_BATCH):
        rank[starts[_numbers(batch, "part")] + _numbers(batch, "row_no") - 1] = _numbers(batch, "rank")
    return rank
