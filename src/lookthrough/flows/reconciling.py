"""Holds a custodian's sub-ledgers against an institution's books: transfers by id, by reference, by what they say; balances by day.

Both come as ledger folders; the custodian's is what ``flows read`` makes of its statements. It is the yardstick: the period is what it
covers, the accounts are those it keeps or the books say it keeps. Every transfer ends in one place: matched, differing, or missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from lookthrough.flows.reading import LedgerRead, find_files, open_ledger
from lookthrough.flows.reconciliation import Break, BreakKind, Reconciliation, Total
from lookthrough.flows.reconciling_balances import balance_breaks, balances_by_day, stated_balances
from lookthrough.flows.run import connection
from lookthrough.flows.shared_limits import shared_limits
from lookthrough.flows.source import NOBODY
from lookthrough.kernel.calendar import CalendarUnknown, working_days_between
from lookthrough.kernel.files import FileRefused, Reject, look_at
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

_KEPT_ROLES = "('client', 'borrower', 'custody', 'reserve')"
_BY_ID = "c.transfer_id = b.transfer_id"


@dataclass(frozen=True, slots=True)
class _Side:
    """One side as read: refused rows and the last day."""

    rejects: list[Reject]
    last: date
    first: date


def reconcile(
    *, custodian: Path, books: Path, as_of: date | None = None, institution_id: str = "", whole: bool = True
) -> Reconciliation:  # fmt: skip
    """Reconcile two ledger folders up to ``as_of`` (default: the last day that the custodian's data tell of).

    ``institution_id``: only its accounts, where the books hold many institutions; ``whole``: the custodian tells of all of them.
    """
    with connection() as con:
        sides = {"custodian": _load(con, "custodian", custodian, as_of)}
        sides["books"] = _load(con, "books", books, as_of, institution_id)
        stated = {name: stated_balances(con, name) for name in sides}
        end = as_of or max([sides["custodian"].last, *(one.on for one in stated["custodian"])])
        begin = min([sides["custodian"].first, *(one.on for one in stated["custodian"] if one.kind == "opening")])
        if institution_id:
            _keep_accounts_of(con, institution_id, whole=whole)
        else:
            _keep_accounts(con)
        outside = _cut(con, begin, end)
        limits = shared_limits()["reconciliation"].on(end)
        differing = list(_pair_breaks(_match(con, limits)))
        breaks = [*differing, *_missing(con)]
        table, assumed = balances_by_day(con, stated, begin=begin, end=end)
        breaks += balance_breaks(table, stated["custodian"])
        aged = sorted((_aged(one, end, limits) for one in breaks), key=_order)
        return Reconciliation(
            from_day=begin, as_of=end, accounts=_count(con, "SELECT count(*), 0 FROM kept").count,
            custodian=_count(con, "SELECT count(*), sum(fen) FROM custodian"), books=_count(con, "SELECT count(*), sum(fen) FROM books"),
            matched=_clean(con, differing), books_outside_period=outside, breaks=tuple(aged), balances=table, openings_assumed=assumed,
            rejects={name: side.rejects for name, side in sides.items()},
        )  # fmt: skip


def _load(con: duckdb.DuckDBPyConnection, name: str, folder: Path, as_of: date | None, institution_id: str = "") -> _Side:
    """Keep a ledger folder's transfers, accounts and stated balances as tables named after the side; of an institution only its own."""
    with connection() as own:
        read = open_ledger(own, folder, as_of=as_of)
        if institution_id:
            own.register("told", con.execute("SELECT account_id FROM accounts_custodian").to_arrow_table())
            own.execute("CREATE TABLE wanted AS SELECT account_id FROM accounts WHERE institution_id = ? UNION FROM told", [institution_id])
        reference = _reference(own, read)
        rows = own.execute(
            'SELECT t.transfer_id, t."at"::DATE AS day, t."at" AS moment, t.from_account_id AS from_id, t.to_account_id AS to_id, '
            f"t.amount_fen AS fen, {reference} AS reference FROM transfers t JOIN raw_transfers r USING (part, row_no)"
            + (" WHERE from_id IN (FROM wanted) OR to_id IN (FROM wanted)" if institution_id else "")
        ).to_arrow_table()
        accounts = own.execute("SELECT account_id, role, bank_code, institution_id FROM accounts").to_arrow_table()
        first, last = own.execute('SELECT min("at")::DATE, max("at")::DATE FROM transfers').fetchall()[0]
        con.register("arriving", rows)
        con.execute(f"CREATE TABLE all_{name} AS FROM arriving")
        con.register("arriving", accounts)
        con.execute(f"CREATE TABLE accounts_{name} AS FROM arriving")
        con.unregister("arriving")
        _load_balances(con, name, folder, as_of)
        return _Side(read.rejects, last, first)


def _reference(own: duckdb.DuckDBPyConnection, read: LedgerRead) -> str:
    """Return the expression for what a payment is known by: its own column where there is one, else the order."""
    has_its_own = any(row[0] == "reference" for row in own.execute("DESCRIBE raw_transfers").fetchall())
    return "coalesce(nullif(r.reference::VARCHAR, ''), t.order_id)" if has_its_own else "t.order_id"


def _load_balances(con: duckdb.DuckDBPyConnection, name: str, folder: Path, as_of: date | None) -> None:
    """Keep the stated balances of a folder that has them: account_id, on, kind, balance_fen."""
    con.execute(f'CREATE TABLE stated_{name} (account_id VARCHAR, "on" DATE, kind VARCHAR, balance_fen BIGINT)')
    for path in find_files(folder, "balances"):
        look_at(path, required=("account_id", "on", "kind", "balance_fen"))
        try:
            relation = con.read_parquet(str(path)) if path.suffix == ".parquet" else con.read_csv(str(path), all_varchar=True)
            con.register("arriving", relation.to_arrow_table())
            con.execute(f'INSERT INTO stated_{name} SELECT account_id, "on"::DATE, kind, balance_fen::BIGINT FROM arriving')
        except duckdb.Error as error:
            first = str(error).splitlines()[0][:200]
            raise FileRefused(file=path.name, reason=Text("余额表内容有误", f"the table of balances cannot be read ({first})")) from error
        finally:
            con.unregister("arriving")
    if as_of is not None:
        con.execute(f'DELETE FROM stated_{name} WHERE "on" > ?', [as_of])


def _keep_accounts(con: duckdb.DuckDBPyConnection) -> None:
    """Say which accounts are held against each other: those the custodian keeps, and those the books place with it."""
    con.execute(
        "CREATE TABLE kept AS SELECT account_id FROM accounts_custodian WHERE role <> 'external' "
        "UNION SELECT account_id FROM stated_custodian "
        f"UNION SELECT account_id FROM accounts_books WHERE role IN {_KEPT_ROLES} AND (bank_code IS NULL "
        "OR NOT EXISTS (FROM accounts_custodian WHERE bank_code IS NOT NULL) "
        "OR bank_code IN (SELECT bank_code FROM accounts_custodian WHERE bank_code IS NOT NULL))"
    )


def _keep_accounts_of(con: duckdb.DuckDBPyConnection, institution_id: str, *, whole: bool) -> None:
    """Say which accounts of one institution are held against each other; of another institution none, whatever the custodian calls it."""
    placed = f"SELECT account_id FROM accounts_books WHERE role IN {_KEPT_ROLES} AND institution_id = ?"
    told = (
        "SELECT account_id FROM accounts_custodian WHERE role <> 'external' UNION SELECT account_id FROM stated_custodian "
        f"UNION SELECT account_id FROM accounts_custodian WHERE account_id IN ({placed})"
    )
    elsewhere = "SELECT account_id FROM accounts_books WHERE institution_id IS NOT NULL AND institution_id <> ?"
    kept = f"{told} UNION {placed}" if whole else told
    values = [institution_id] * (kept.count("?") + 1)
    con.execute(f"CREATE TABLE kept AS SELECT account_id FROM ({kept}) WHERE account_id NOT IN ({elsewhere})", values)


def _cut(con: duckdb.DuckDBPyConnection, begin: date, end: date) -> Total:
    """Keep the transfers that touch a kept account within the period; return the books' that lie outside it."""
    for name in ("custodian", "books"):
        con.execute(
            f"CREATE TABLE touching_{name} AS SELECT t.*, coalesce(f.account_id, '') AS from_kept, coalesce(k.account_id, '') AS to_kept "
            f"FROM all_{name} t LEFT JOIN kept f ON f.account_id = from_id LEFT JOIN kept k ON k.account_id = to_id "
            "WHERE f.account_id IS NOT NULL OR k.account_id IS NOT NULL"
        )
        con.execute(f"CREATE TABLE {name} AS FROM touching_{name} WHERE day BETWEEN ? AND ?", [begin, end])
    return _count(con, "SELECT count(*), sum(fen) FROM touching_books WHERE day NOT BETWEEN ? AND ?", [begin, end])


def _count(con: duckdb.DuckDBPyConnection, query: str, values: list[Any] | None = None) -> Total:
    count, fen = con.execute(query, values or []).fetchall()[0]
    return Total(int(count), int(fen or 0))


_PAIR = (
    "c.transfer_id AS c_id, c.day AS c_day, c.from_id AS c_from, c.to_id AS c_to, c.fen AS c_fen, c.from_kept AS c_from_kept, "
    "c.to_kept AS c_to_kept, b.transfer_id AS b_id, b.day AS b_day, b.from_id AS b_from, b.to_id AS b_to, b.fen AS b_fen, "
    "b.from_kept AS b_from_kept, b.to_kept AS b_to_kept"
)


def _match(con: duckdb.DuckDBPyConnection, limits: Limits) -> list[dict[str, Any]]:
    """Pair the two sides; what is paired leaves ``left_custodian`` and ``left_books``. Returns the pairs that are not alike."""
    for name in ("custodian", "books"):
        con.execute(f"CREATE TABLE left_{name} AS FROM {name}")
    con.execute(f"CREATE TABLE pairs AS SELECT {_PAIR}, 'id' AS matched_by FROM left_custodian c JOIN left_books b ON {_BY_ID}")
    _leave(con)
    once = "SELECT reference FROM left_{0} WHERE reference IS NOT NULL GROUP BY 1 HAVING count(*) = 1"
    alone = f"c.reference IN ({once.format('custodian')}) AND b.reference IN ({once.format('books')})"
    con.execute(
        f"INSERT INTO pairs SELECT {_PAIR}, 'reference' FROM left_custodian c JOIN left_books b ON c.reference = b.reference WHERE {alone}"
    )
    _leave(con)
    for ends, words in ((("from_id", "to_id"), "amount, day and accounts"), (("from_kept", "to_kept"), "amount and day")):
        _match_in_turn(con, ends, words)
    _match_near(con, limits.whole("match_within_days"))
    return _rows(con, "FROM pairs WHERE c_fen <> b_fen OR c_day <> b_day OR c_from <> b_from OR c_to <> b_to ORDER BY c_id")


def _leave(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("DELETE FROM left_custodian WHERE transfer_id IN (SELECT c_id FROM pairs)")
    con.execute("DELETE FROM left_books WHERE transfer_id IN (SELECT b_id FROM pairs)")


def _match_in_turn(con: duckdb.DuckDBPyConnection, ends: tuple[str, str], words: str) -> None:
    """Pair what has the same amount, day and ends, the first with the first; so many as the shorter side has."""
    numbered = f"SELECT *, row_number() OVER (PARTITION BY day, fen, {', '.join(ends)} ORDER BY moment, transfer_id) AS turn FROM left_"
    same = " AND ".join(f"c.{name} = b.{name}" for name in ("day", "fen", "turn", *ends))
    con.execute(f"INSERT INTO pairs SELECT {_PAIR}, '{words}' FROM ({numbered}custodian) c JOIN ({numbered}books) b ON {same}")
    _leave(con)


def _match_near(con: duckdb.DuckDBPyConnection, within: int) -> None:
    """Pair what is left with the same amount and ends on a near day, the earliest with the earliest."""
    groups: dict[tuple[Any, ...], list[list[tuple[date, str]]]] = defaultdict(lambda: [[], []])
    for place, name in enumerate(("custodian", "books")):
        rows = con.execute(
            f"SELECT from_kept, to_kept, fen, day, transfer_id FROM left_{name} ORDER BY day, moment, transfer_id"
        ).fetchall()
        for *key, day, transfer_id in rows:
            groups[tuple(key)][place].append((day, transfer_id))
    found = [pair for ours, theirs in groups.values() for pair in _near(ours, theirs, timedelta(days=within))]
    if found:
        con.execute("CREATE TABLE near (c_id VARCHAR, b_id VARCHAR)")
        con.executemany("INSERT INTO near VALUES (?, ?)", found)
        con.execute(
            f"INSERT INTO pairs SELECT {_PAIR}, 'amount and near day' FROM near n JOIN left_custodian c ON c.transfer_id = n.c_id "
            "JOIN left_books b ON b.transfer_id = n.b_id"
        )
        _leave(con)


def _near(ours: list[tuple[date, str]], theirs: list[tuple[date, str]], within: timedelta) -> Iterator[tuple[str, str]]:
    one = other = 0
    while one < len(ours) and other < len(theirs):
        apart = theirs[other][0] - ours[one][0]
        if abs(apart) <= within:
            yield ours[one][1], theirs[other][1]
        one += apart >= -within
        other += apart <= within


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = con.execute(query).to_arrow_table().to_pylist()
    return found


def _kind(pair: dict[str, Any]) -> BreakKind | None:
    """Return how a pair differs, the gravest way; nothing where it does not."""
    if pair["c_fen"] != pair["b_fen"]:
        return BreakKind.AMOUNT_DIFFERS
    if not all(_same_end(pair, end) for end in ("from", "to")):
        return BreakKind.ACCOUNT_DIFFERS
    return BreakKind.DAY_DIFFERS if pair["c_day"] != pair["b_day"] else None


def _same_end(pair: dict[str, Any], end: str) -> bool:
    """Tell whether an end is the same; of an account that neither keeps, a number must be known on both sides to differ."""
    ours, theirs = pair[f"c_{end}"], pair[f"b_{end}"]
    if ours == theirs:
        return True
    kept = pair[f"c_{end}_kept"] or pair[f"b_{end}_kept"]
    return not kept and (ours.startswith(NOBODY) or theirs.startswith(NOBODY))


def _pair_breaks(pairs: list[dict[str, Any]]) -> Iterator[Break]:
    for pair in pairs:
        kind = _kind(pair)
        if kind is not None:
            days = pair["c_day"], pair["b_day"]
            account = pair["c_from_kept"] or pair["c_to_kept"] or pair["b_from_kept"] or pair["b_to_kept"]
            yield Break(
                kind=kind, account_id=account, day=min(days), custodian_fen=pair["c_fen"], books_fen=pair["b_fen"],
                difference_fen=pair["c_fen"] - pair["b_fen"], matched_by=pair["matched_by"], custodian_transfer_id=pair["c_id"],
                books_transfer_id=pair["b_id"], custodian_day=pair["c_day"], books_day=pair["b_day"], custodian_from=pair["c_from"],
                custodian_to=pair["c_to"], books_from=pair["b_from"], books_to=pair["b_to"],
                cleared_on=max(days) if kind is BreakKind.DAY_DIFFERS else None,  # by then both sides have it
            )  # fmt: skip


def _clean(con: duckdb.DuckDBPyConnection, differing: list[Break]) -> Total:
    pairs = _count(con, "SELECT count(*), sum(c_fen) FROM pairs")
    return Total(pairs.count - len(differing), pairs.fen - sum(one.custodian_fen for one in differing))


def _missing(con: duckdb.DuckDBPyConnection) -> Iterator[Break]:
    for row in _rows(con, "FROM left_custodian"):
        yield Break(
            kind=BreakKind.MISSING_IN_BOOKS, account_id=row["from_kept"] or row["to_kept"], day=row["day"], custodian_fen=row["fen"],
            books_fen=0, difference_fen=row["fen"], custodian_transfer_id=row["transfer_id"], custodian_day=row["day"],
            custodian_from=row["from_id"], custodian_to=row["to_id"],
        )  # fmt: skip
    for row in _rows(con, "FROM left_books"):
        yield Break(
            kind=BreakKind.MISSING_AT_CUSTODIAN, account_id=row["from_kept"] or row["to_kept"], day=row["day"], custodian_fen=0,
            books_fen=row["fen"], difference_fen=-row["fen"], books_transfer_id=row["transfer_id"], books_day=row["day"],
            books_from=row["from_id"], books_to=row["to_id"],
        )  # fmt: skip


def _aged(one: Break, end: date, limits: Limits) -> Break:
    """Add a break's age in working days, and whether it is overdue."""
    try:
        age = working_days_between(one.day, one.cleared_on or end)
    except CalendarUnknown:
        return one
    return replace(one, age_working_days=age, overdue=one.cleared_on is None and age > limits.whole("break_age_limit"))


def _order(one: Break) -> tuple[Any, ...]:
    return one.day, one.kind, one.account_id, one.custodian_transfer_id or "", one.books_transfer_id or ""
