"""What the sample's licensed bodies, its platform and its custodian bank would report, reckoned month by month from the ledger itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from lookthrough.kernel.periods import Month

_TABLES = ("transfers", "products", "institutions", "accounts", "parties")
# what each listing or loan has out at the end of each month, and since when it is due
_OUT = """
CREATE TABLE standing AS
WITH moved AS (
    SELECT t.product_id, strftime(t."at", '%Y-%m') AS month, min(t."at")::DATE AS first_on,
        sum(CASE purpose WHEN 'disburse' THEN amount_fen ELSE 0 END)::BIGINT AS granted,
        sum(CASE purpose WHEN 'repay_principal' THEN amount_fen ELSE 0 END)::BIGINT AS repaid
    FROM transfers t WHERE purpose IN ('disburse', 'repay_principal') AND product_id IS NOT NULL GROUP BY ALL
), begun AS (SELECT product_id, min(first_on) AS first_on FROM moved WHERE granted > 0 GROUP BY ALL)
SELECT p.institution_id, p.product_id, coalesce(p.borrower_party_id, p.product_id) AS borrower, m.month, m.last_day,
    greatest(coalesce(sum(v.granted - v.repaid), 0), 0)::BIGINT AS out_fen,
    coalesce(sum(v.granted) FILTER (v.month = m.month), 0)::BIGINT AS granted,
    coalesce(sum(v.granted), 0)::BIGINT AS lent, any_value(b.first_on) + any_value(p.term_days)::INTEGER AS due_on,
    any_value(p.annual_rate) AS rate, any_value(p.term_days) AS term_days
FROM products p JOIN begun b USING (product_id) JOIN months m ON b.first_on <= m.last_day
    JOIN moved v ON v.product_id = p.product_id AND v.month <= m.month
WHERE list_contains(?::VARCHAR[], p.institution_id) GROUP BY ALL
"""
_BOOKS = """
WITH owed AS (SELECT institution_id, month, borrower, sum(out_fen)::BIGINT AS out_fen FROM standing GROUP BY ALL),
ranked AS (SELECT *, row_number() OVER (PARTITION BY institution_id, month ORDER BY out_fen DESC, borrower) AS place FROM owed),
large AS (
    SELECT institution_id, month, max(out_fen) AS largest_fen, sum(out_fen) FILTER (place <= 10)::BIGINT AS ten_fen,
        count(*) FILTER (out_fen > 0) AS borrowers, count(*) AS borrowers_ever FROM ranked GROUP BY ALL
)
SELECT institution_id, month, sum(out_fen)::BIGINT AS out_fen, sum(granted)::BIGINT AS granted_fen, sum(lent)::BIGINT AS lent_fen,
    count(*) AS loans_ever, count(*) FILTER (out_fen > 0) AS loans_out, count(*) FILTER (granted > 0) AS loans_new,
    coalesce(sum(out_fen) FILTER (due_on < last_day), 0)::BIGINT AS overdue_fen,
    count(*) FILTER (out_fen > 0 AND due_on < last_day) AS overdue,
    coalesce(sum(out_fen) FILTER (due_on < last_day - 90), 0)::BIGINT AS overdue_90_fen,
    count(*) FILTER (out_fen > 0 AND due_on < last_day - 90) AS overdue_90,
    coalesce(max(rate) FILTER (granted > 0), max(rate)) AS highest_rate, coalesce(avg(rate) FILTER (granted > 0), avg(rate)) AS mean_rate,
    coalesce(avg(term_days / 30.0) FILTER (granted > 0), 0) AS term_months,
    any_value(largest_fen) AS largest_fen, any_value(ten_fen) AS ten_fen, any_value(borrowers) AS borrowers,
    any_value(borrowers_ever) AS borrowers_ever
FROM standing JOIN large USING (institution_id, month) GROUP BY ALL ORDER BY ALL
"""
# what lenders have put in and not got back, and how many they are
_LENDERS = """
WITH put AS (
    SELECT a.institution_id, strftime(t."at", '%Y-%m') AS month, coalesce(a.holder_party_id, a.account_id) AS lender,
        sum(CASE WHEN purpose = 'invest' THEN amount_fen ELSE -amount_fen END)::BIGINT AS net
    FROM transfers t JOIN accounts a ON a.account_id = CASE purpose WHEN 'invest' THEN t.from_account_id ELSE t.to_account_id END
    WHERE purpose IN ('invest', 'payout_principal', 'refund') AND a.role = 'client' AND list_contains(?::VARCHAR[], a.institution_id)
    GROUP BY ALL
), each AS (
    SELECT p.institution_id, m.month, lender, sum(net) AS stands FROM put p JOIN months m ON p.month <= m.month GROUP BY ALL
)
SELECT institution_id, month, greatest(sum(stands), 0)::BIGINT AS funds_fen, count(*) AS lenders_ever,
    count(*) FILTER (stands > 0) AS lenders FROM each GROUP BY ALL ORDER BY ALL
"""
_KEPT = """
WITH inside AS (
    SELECT account_id, institution_id FROM accounts
    WHERE role IN ('client', 'borrower', 'custody') AND list_contains(?::VARCHAR[], institution_id)
), moved AS (
    SELECT i.institution_id, t."at"::DATE AS day, t.amount_fen AS into_fen, 0 AS out_fen
    FROM transfers t JOIN inside i ON i.account_id = t.to_account_id
    UNION ALL
    SELECT i.institution_id, t."at"::DATE, 0, t.amount_fen FROM transfers t JOIN inside i ON i.account_id = t.from_account_id
)
SELECT institution_id, day, sum(into_fen)::BIGINT AS into_fen, sum(out_fen)::BIGINT AS out_fen FROM moved GROUP BY ALL ORDER BY ALL
"""
Figures = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Body:
    """An institution of the ledger as far as returns ask: its own figures, operator's code, custodian."""

    institution_id: str
    name: str
    business: str
    operator_uscc: str
    region_code: str
    custodian: str
    net_assets_fen: int
    borrowed_fen: int
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Client:
    """A firm that owes to a body at the end of a month."""

    uscc: str
    name: str
    out_fen: int
    granted_fen: int
    overdue_fen: int
    rate: float
    due_on: date


def open_tables(ledger: Path, months: Sequence[Month]) -> duckdb.DuckDBPyConnection:
    """Open the ledger's tables with the months that returns are about."""
    con = duckdb.connect()
    con.execute("SET threads = 1")
    for name in _TABLES:
        con.read_parquet(str(ledger / f"{name}.parquet")).create_view(name)
    con.execute("CREATE TABLE months (month VARCHAR, last_day DATE)")
    con.executemany("INSERT INTO months VALUES (?, ?)", [[str(month), month.last_day] for month in months])
    return con


def bodies(con: duckdb.DuckDBPyConnection) -> list[Body]:
    """Return every institution of the ledger by id."""
    asked = (
        "SELECT i.institution_id, i.name, i.business, p.identifier, p.region_code, coalesce(i.custodian_bank, ''), "
        "coalesce(i.net_assets_fen, 0), coalesce(i.borrowed_fen, 0), i.closed_on "
        "FROM institutions i JOIN parties p ON p.party_id = i.operator_party_id ORDER BY 1"
    )
    return [Body(*row) for row in con.execute(asked).fetchall()]


def draw_books(con: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Figures:
    """Return of institutions and months what is out, to how many, what is overdue, and who has put money in."""
    con.execute("DROP TABLE IF EXISTS standing")
    con.execute(_OUT, [list(ids)])
    found: Figures = {}
    for row in con.execute(_BOOKS).to_arrow_table().to_pylist() + con.execute(_LENDERS, [list(ids)]).to_arrow_table().to_pylist():
        found.setdefault((row["institution_id"], row["month"]), {}).update(row)
    return found


def firm_clients(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[Client]]:
    """Return the firms that owe, by institution and month, after ``draw_books``."""
    asked = (
        "SELECT institution_id, month, q.identifier, any_value(q.name), sum(out_fen)::BIGINT, sum(granted)::BIGINT, "
        "coalesce(sum(out_fen) FILTER (due_on < last_day), 0)::BIGINT, max(rate), min(due_on) "
        "FROM standing JOIN parties q ON q.party_id = borrower WHERE q.kind <> 'person' AND q.identifier IS NOT NULL AND out_fen > 0 "
        "GROUP BY ALL ORDER BY ALL"
    )
    found: dict[tuple[str, str], list[Client]] = {}
    for institution_id, month, *rest in con.execute(asked).fetchall():
        found.setdefault((institution_id, month), []).append(Client(*rest))
    return found


@dataclass(frozen=True, slots=True)
class KeptDay:
    """A custodian's day for one institution: what lies there at its end, what came in and went out."""

    balance_fen: int
    into_fen: int
    out_fen: int


def custody_days(con: duckdb.DuckDBPyConnection, ids: Sequence[str], until: date) -> dict[str, dict[date, KeptDay]]:
    """Return of each institution every day from its first movement on; on days without one the balance stands."""
    moved: dict[str, dict[date, tuple[int, int]]] = {}
    for institution_id, day, into, out in con.execute(_KEPT, [list(ids)]).fetchall():
        moved.setdefault(institution_id, {})[day] = (into, out)
    return {institution_id: _filled(days, until) for institution_id, days in moved.items()}


def _filled(days: dict[date, tuple[int, int]], until: date) -> dict[date, KeptDay]:
    found, balance, day = {}, 0, min(days)
    while day <= until:
        into, out = days.get(day, (0, 0))
        balance += into - out
        found[day] = KeptDay(max(balance, 0), into, out)
        day += timedelta(days=1)
    return found
