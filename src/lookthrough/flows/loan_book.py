"""Who owes what to whom at the end of a day by a ledger's books: each loan with its lender, borrower, guarantor and what is outstanding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from lookthrough.flows.reading import open_table

_LOANS = """
SELECT p.product_id, p.institution_id, i.business, p.borrower_party_id, coalesce(p.guarantor_party_id, ''),
       (min(t."at") FILTER (WHERE t.purpose = 'disburse'))::DATE,
       sum(CASE t.purpose WHEN 'disburse' THEN t.amount_fen ELSE 0 END)::BIGINT,
       sum(CASE t.purpose WHEN 'disburse' THEN t.amount_fen ELSE -t.amount_fen END)::BIGINT
FROM transfers t JOIN products p USING (product_id) JOIN institutions i ON i.institution_id = p.institution_id
WHERE t.purpose IN ('disburse', 'repay_principal') AND p.borrower_party_id IS NOT NULL AND t."at"::DATE <= ?
GROUP BY ALL HAVING sum(CASE t.purpose WHEN 'disburse' THEN 1 ELSE 0 END) > 0
ORDER BY p.product_id
"""
_BODIES = "SELECT institution_id, business, operator_party_id, net_assets_fen FROM institutions ORDER BY institution_id"


@dataclass(frozen=True, slots=True)
class Loan:
    """One listing that was lent out; ``guarantor`` is empty where none is named. What was overpaid leaves nothing outstanding."""

    product_id: str
    institution_id: str
    business: str
    borrower: str
    guarantor: str
    first_day: date
    granted_fen: int
    outstanding_fen: int


@dataclass(frozen=True, slots=True)
class Body:
    """An institution with the party that operates it and its net assets, where the ledger states them."""

    institution_id: str
    business: str
    operator: str
    net_assets_fen: int | None


def loan_book(*, ledger: Path, as_of: date) -> tuple[list[Loan], list[Body]]:
    """Return all loans of a ledger until the end of a day, and its institutions."""
    with duckdb.connect() as con:
        for table in ("institutions", "products", "transfers"):
            open_table(con, ledger, table)
        loans = [_loan(row) for row in con.execute(_LOANS, [as_of]).fetchall()]
        return loans, [Body(*row) for row in con.execute(_BODIES).fetchall()]


def _loan(row: tuple[Any, ...]) -> Loan:
    product, institution, business, borrower, guarantor, first_day, granted, outstanding = row
    return Loan(product, institution, business, borrower, guarantor, first_day, granted, max(outstanding, 0))
