"""What a ledger sells or finances: by product and day, with the terms it names, and the transfers behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import duckdb

_EVIDENCE = 200
# what clients put in is a sale; a product that takes nothing from clients is told by what it pays its borrower
_SOLD = (
    'SELECT t.transfer_id, t.product_id, t."at"::DATE AS day, t.amount_fen, t.purpose, coalesce(p.institution_id, f.institution_id, '
    "o.institution_id) AS institution_id, p.annual_rate, p.term_days FROM transfers t LEFT JOIN products p USING (product_id) "
    "LEFT JOIN accounts o ON o.account_id = t.to_account_id LEFT JOIN accounts f ON f.account_id = t.from_account_id "
    "WHERE t.product_id IS NOT NULL AND t.purpose IN ('invest', 'disburse')"
)


@dataclass(frozen=True, slots=True)
class Sale:
    """What one institution sold of one product on one day."""

    institution_id: str
    business: str
    product_id: str
    day: date
    fen: int
    annual_rate: float | None
    term_days: int | None


def sales_of(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, list[Sale]]]:
    """Yield each product with its days of sale in their order; keeps ``sold`` as a table for the evidence."""
    con.execute(
        f"CREATE TEMP TABLE sold AS WITH every AS ({_SOLD}) SELECT e.*, i.business FROM every e JOIN institutions i USING (institution_id) "
        "WHERE purpose = 'invest' OR NOT EXISTS (FROM every other WHERE other.purpose = 'invest' AND other.product_id = e.product_id "
        "AND other.institution_id = e.institution_id)"
    )
    rows = con.execute(
        "SELECT institution_id, business, product_id, day, sum(amount_fen)::BIGINT, min(annual_rate), min(term_days) FROM sold "
        "GROUP BY ALL ORDER BY institution_id, product_id, day"
    ).fetchall()
    for (_, product), some in groupby((Sale(*row) for row in rows), key=lambda sale: (sale.institution_id, sale.product_id)):
        yield product, list(some)


def evidence_of(con: duckdb.DuckDBPyConnection, places: Iterable[tuple[str, date]]) -> tuple[str, ...]:
    """Return the ids of the transfers behind some products and days, at most two hundred, the largest first."""
    con.execute("CREATE OR REPLACE TEMP TABLE places (product_id VARCHAR, day DATE)")
    con.executemany("INSERT INTO places VALUES (?, ?)", sorted(places))
    rows = con.execute(
        f"SELECT transfer_id FROM sold JOIN places USING (product_id, day) ORDER BY amount_fen DESC, transfer_id LIMIT {_EVIDENCE}"
    ).fetchall()
    return tuple(row[0] for row in rows)
