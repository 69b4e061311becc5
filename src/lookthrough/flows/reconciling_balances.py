"""Balances of both sides by account and day, and where they part."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

import duckdb
import pyarrow as pa

from lookthrough.flows.reconciliation import Break, BreakKind


@dataclass(frozen=True, slots=True)
class Stated:
    """A balance that a side states: before (``opening``) or after (``closing``) the movements of a day."""

    account_id: str
    on: date
    kind: str
    balance_fen: int


def stated_balances(con: duckdb.DuckDBPyConnection, side: str) -> list[Stated]:
    """Return what a side states, in the order of days; of one day the opening first."""
    rows = con.execute(f'SELECT account_id, "on", kind, balance_fen FROM stated_{side} ORDER BY "on", kind DESC, account_id').fetchall()
    return [Stated(*row) for row in rows]


def balances_by_day(
    con: duckdb.DuckDBPyConnection, stated: Mapping[str, Sequence[Stated]], *, begin: date, end: date
) -> tuple[pa.Table, int]:  # fmt: skip
    """Return ``account_id, day, custodian_fen, books_fen, difference_fen`` at the end of each day with a movement on either side.

    The opening is what a side states, else what its movements before the period give. Where the custodian states none and tells nothing of
    the time before, the books' opening is taken for both; how many accounts that concerns is returned as well.
    """
    openings = {side: _openings(con, side, stated[side], begin) for side in ("custodian", "books")}
    known = {one.account_id for one in stated["custodian"] if one.on <= begin} | _accounts_before(con, "custodian", begin)
    accounts = [row[0] for row in con.execute("SELECT account_id FROM kept").fetchall()]
    assumed = [account for account in accounts if account not in known and openings["books"].get(account)]
    openings["custodian"] |= {account: openings["books"][account] for account in assumed}
    con.execute("CREATE TABLE openings (account_id VARCHAR, custodian BIGINT, books BIGINT)")
    if accounts:
        con.executemany(
            "INSERT INTO openings VALUES (?, ?, ?)",
            [(account, openings["custodian"].get(account, 0), openings["books"].get(account, 0)) for account in accounts],
        )
    return _running(con, begin), len(assumed)


def _running(con: duckdb.DuckDBPyConnection, begin: date) -> pa.Table:
    moves = " UNION ALL ".join(
        f"SELECT {end}_kept AS account_id, day, {_signed('custodian', side, sign)}, {_signed('books', side, sign)} "
        f"FROM {side} WHERE {end}_kept <> ''"
        for side in ("custodian", "books")
        for end, sign in (("from", "-"), ("to", ""))
    )
    running = "sum({0}) OVER (PARTITION BY account_id ORDER BY day)"
    return con.execute(
        f"WITH moves AS ({moves} UNION ALL SELECT account_id, ?::DATE, 0, 0 FROM openings), "
        "days AS (SELECT account_id, day, sum(custodian) AS custodian, sum(books) AS books FROM moves GROUP BY 1, 2), "
        f"sums AS (SELECT account_id, day, {running.format('custodian')} AS custodian, {running.format('books')} AS books FROM days) "
        "SELECT s.account_id, s.day, (o.custodian + s.custodian)::BIGINT AS custodian_fen, (o.books + s.books)::BIGINT AS books_fen, "
        "(o.custodian + s.custodian - o.books - s.books)::BIGINT AS difference_fen "
        "FROM sums s JOIN openings o USING (account_id) ORDER BY s.account_id, s.day",
        [begin],
    ).to_arrow_table()


def _signed(column: str, side: str, sign: str) -> str:
    return f"{sign}fen AS {column}" if column == side else f"0 AS {column}"


def _openings(con: duckdb.DuckDBPyConnection, side: str, stated: Sequence[Stated], begin: date) -> dict[str, int]:
    """Return each account's balance before the first day: the last stated one before it, with the movements since, else all movements."""
    last: dict[str, Stated] = {}
    for one in stated:
        if one.on < begin or (one.on == begin and one.kind == "opening"):
            last[one.account_id] = one
    moved: dict[str, list[tuple[date, int]]] = defaultdict(list)
    query = (
        f"SELECT from_kept, day, -fen FROM touching_{side} WHERE from_kept <> '' AND day < ? "
        f"UNION ALL SELECT to_kept, day, fen FROM touching_{side} WHERE to_kept <> '' AND day < ?"
    )
    for account, day, fen in con.execute(f"SELECT #1, #2, sum(#3)::BIGINT FROM ({query}) GROUP BY 1, 2", [begin, begin]).fetchall():
        moved[account].append((day, fen))
    found = {}
    for account in {*last, *moved}:
        base = last.get(account)
        found[account] = (base.balance_fen if base else 0) + sum(fen for day, fen in moved[account] if base is None or _after(base, day))
    return found


def _after(base: Stated, day: date) -> bool:
    return day >= base.on if base.kind == "opening" else day > base.on


def _accounts_before(con: duckdb.DuckDBPyConnection, side: str, begin: date) -> set[str]:
    rows = con.execute(
        f"SELECT from_kept FROM touching_{side} WHERE day < ? UNION SELECT to_kept FROM touching_{side} WHERE day < ?", [begin, begin]
    )
    return {row[0] for row in rows.fetchall()}


def balance_breaks(table: pa.Table, stated: Sequence[Stated]) -> Iterator[Break]:
    """Yield where the balances part: once an account and span of days, and once where a statement does not add up in itself."""
    columns = (table.column(name).to_pylist() for name in ("account_id", "day", "custodian_fen", "books_fen", "difference_fen"))
    open_break: Break | None = None
    before: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for account, day, custodian, books, difference in zip(*columns, strict=True):
        before[account].append((day, custodian))
        if open_break is not None and (open_break.account_id != account or difference == 0):
            yield replace(open_break, cleared_on=day if open_break.account_id == account else None)
            open_break = None
        if difference:
            first = open_break.day if open_break else day
            open_break = Break(BreakKind.BALANCE_DIFFERS, account, first, custodian, books, difference)
    if open_break is not None:
        yield open_break
    yield from _statement_breaks(stated, before)


def _statement_breaks(stated: Sequence[Stated], running: Mapping[str, list[tuple[date, int]]]) -> Iterator[Break]:
    """Yield stated closings that the custodian's own entries do not give, each once: what is off stays off."""
    off: dict[str, int] = defaultdict(int)
    for one in stated:
        days = running.get(one.account_id, [])
        place = bisect_right(days, one.on, key=itemgetter(0))
        if one.kind != "closing" or not place:
            continue
        counted = days[place - 1][1]
        difference = one.balance_fen - counted
        if difference != off[one.account_id]:
            yield Break(
                BreakKind.STATEMENT_DIFFERS, one.account_id, one.on, one.balance_fen, counted, difference - off[one.account_id]
            )  # fmt: skip
        off[one.account_id] = difference
