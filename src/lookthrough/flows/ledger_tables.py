"""The tables that rules ask: what columns they have, and how those that hold the whole ledger are made.

Codes as in ``flows.classes`` and ``flows.coding`` (``NONE``, −1, where nothing is named); days since 1970-01-01; money in fen; rates and
shares are fractions. Missing facts are NULL.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa

from lookthrough.flows.classes import BUSINESSES, PRODUCT_KINDS, RELATIONS, Kind
from lookthrough.flows.coding import EPOCH, Codes
from lookthrough.flows.rule import Ledger
from lookthrough.flows.standing import CIRCLE, WEAK, Standing
from lookthrough.kernel.calendar import CalendarUnknown, is_working_day

_SATURDAY = 5

_TRANSFERS = {
    "institution": "int32",
    "row": "int64",  # its place in the partition: the order of time within an institution
    "place": "int64",  # its place in the ledger's files; a transfer between two institutions has two rows and one place
    "day": "int32",
    "moment": "int64",  # microseconds since 1970-01-01, Shanghai
    "from_account": "int32",
    "to_account": "int32",
    "from_role": "int8",
    "to_role": "int8",
    "from_own": "boolean",  # the account is this institution's
    "to_own": "boolean",
    "from_party": "int8",  # classes.Party, as seen from this institution
    "to_party": "int8",
    "to_custodian": "boolean",
    "from_insider": "boolean",  # a sub-account here that someone of the operator's circle holds
    "from_holder": "int32",  # party code
    "to_holder": "int32",
    "purpose": "int8",
    "product": "int32",
    "has_order": "boolean",
    "assigned": "boolean",  # the fair price of a claim really given up (flows.assignments)
    "amount_fen": "int64",
}
TABLES: dict[str, dict[str, str]] = {
    "the_transfers": _TRANSFERS,
    # each part of a transfer out of, or inside, the books; ``amount_fen`` is the part, ``matched`` that it is its own listing's money
    "the_movements": _TRANSFERS | {"origin": "int8", "use": "int8", "matched": "boolean"},
    # what a listing's transfers came to on a day: paid in by clients, handed to the borrower, repaid by him, paid to clients, given back
    "the_listing_days": {
        "institution": "int32",
        "product": "int32",
        "day": "int32",
        "invested_fen": "int64",
        "disbursed_fen": "int64",
        "repaid_principal_fen": "int64",
        "repaid_interest_fen": "int64",
        "paid_principal_fen": "int64",
        "paid_interest_fen": "int64",
        "refunded_fen": "int64",
    },
    "the_products": {
        "product": "int32",
        "institution": "int32",
        "kind": "int8",
        "debt": "int64",  # the debt beneath, however many listings deep, or the listing itself
        "debt_is_traded": "boolean",
        "has_underlying": "boolean",
        "borrower": "int32",
        "guarantor": "int32",
        "principal_fen": "int64",
        "annual_rate": "float64",
        "project_rate": "float64",
        "fee_rate": "float64",
        "listed_day": "int32",
        "funded_day": "int32",
        "term_days": "int32",
        "underlying_term_days": "int32",
        "purpose_text": "string",
        "related_disclosed": "boolean",
        "underlying": "int32",  # the listing that it is a listing on
    },
    "the_institutions": {
        "institution": "int32",
        "business": "int8",  # position in classes.BUSINESSES
        "operator": "int32",
        "licensed": "boolean",
        "net_assets_fen": "int64",
        "borrowed_fen": "int64",
        "opened_day": "int32",
        "closed_day": "int32",
    },
    "the_parties": {"party": "int32", "kind": "int8", "industry": "string", "established_day": "int32"},
    "the_circle": {"institution": "int32", "party": "int32", "weak": "boolean", "from_day": "int64", "to_day": "int64"},
    "the_relations": {
        "from_party": "int32",
        "to_party": "int32",
        "kind": "int8",
        "share": "float64",
        "from_day": "int32",
        "to_day": "int32",
    },
    "the_withdrawals": {
        "institution": "int32",
        "account": "int32",
        "holder": "int32",
        "requested": "int64",  # microseconds
        "paid": "int64",
        "amount_fen": "int64",
    },
    # working days are numbered one after the other; a day of rest has the number of the last working day before it
    "the_days": {"day": "int32", "working_day": "int32"},
}
OF_A_PARTITION = ("the_transfers", "the_movements", "the_listing_days")


def ledger() -> Ledger:
    """Return the tables as Ibis sees them, unbound."""
    return Ledger(**{table.removeprefix("the_"): ibis.table(schema, name=table) for table, schema in TABLES.items()})


def _position(words: list[str], column: str) -> str:
    return f"(list_position([{', '.join(repr(word) for word in words)}], {column}) - 1)::TINYINT"


def _code(column: str) -> str:
    return f"coalesce({column}, -1)::INTEGER"


def _day(column: str) -> str:
    return f"(epoch_us({column}::TIMESTAMP) // 86400000000)::INTEGER"


# a listing on a listing on a debt: two steps down
_QUERIES = {
    "the_products": f"""
WITH beneath AS (SELECT a.code, coalesce(b.underlying_id, a.underlying_id, a.product_id) AS debt, b.code AS underlying
  FROM product_codes a LEFT JOIN product_codes b ON b.product_id = a.underlying_id)
SELECT p.code AS product, {_code("p.institution")} AS institution, {_position(PRODUCT_KINDS, "p.kind")} AS kind,
  dense_rank() OVER (ORDER BY debt) AS debt, bool_or(p.kind = 'claim_transfer') OVER (PARTITION BY debt) AS debt_is_traded,
  p.underlying_id IS NOT NULL AS has_underlying, {_code("p.borrower")} AS borrower, {_code("p.guarantor")} AS guarantor,
  p.principal_fen::BIGINT AS principal_fen, coalesce(p.annual_rate, 0.0) AS annual_rate, p.project_rate, p.fee_rate,
  {_day("p.listed_at")} AS listed_day, {_day("p.funded_at")} AS funded_day, p.term_days::INTEGER AS term_days,
  p.underlying_term_days::INTEGER AS underlying_term_days, p.purpose_text, p.related_disclosed, {_code("b.underlying")} AS underlying
FROM product_codes p JOIN beneath b USING (code) ORDER BY p.code""",
    "the_institutions": f"""
SELECT code AS institution, {_position(BUSINESSES, "business")} AS business, {_code("p.party")} AS operator,
  licence_no IS NOT NULL AS licensed, net_assets_fen::BIGINT AS net_assets_fen, borrowed_fen::BIGINT AS borrowed_fen,
  {_day("opened_on")} AS opened_day, {_day("closed_on")} AS closed_day
FROM institution_codes LEFT JOIN (SELECT code AS party, party_id FROM party_codes) p ON p.party_id = operator_party_id ORDER BY code""",
    "the_parties": f"""
SELECT c.code AS party, coalesce({_position(Kind.words(), "kind")}, {int(Kind.UNKNOWN)})::TINYINT AS kind, industry_code AS industry,
  {_day("established_on")} AS established_day
FROM party_codes c LEFT JOIN parties USING (party_id) ORDER BY c.code""",
    "the_relations": f"""
SELECT f.code AS from_party, t.code AS to_party, {_position(RELATIONS, "kind")} AS kind, share,
  {_day("valid_from")} AS from_day, {_day("valid_to")} AS to_day
FROM relations JOIN party_codes f ON f.party_id = from_party_id JOIN party_codes t ON t.party_id = to_party_id ORDER BY ALL""",
    "the_withdrawals": f"""
SELECT i.code AS institution, {_code("a.code")} AS account, {_code("a.holder")} AS holder, epoch_us(requested_at::TIMESTAMP) AS requested,
  epoch_us(paid_at::TIMESTAMP) AS paid, amount_fen::BIGINT AS amount_fen
FROM withdrawals w JOIN institution_codes i USING (institution_id) LEFT JOIN account_codes a ON a.account_id = w.account_id
ORDER BY ALL""",
}


def whole_tables(con: duckdb.DuckDBPyConnection, codes: Codes, standing: Standing, names: frozenset[str]) -> dict[str, pa.Table]:
    """Return those of ``names`` that hold the whole ledger; needs the tables that ``code_ledger`` makes."""
    with con.cursor() as cursor:
        found = {name: cursor.execute(query).to_arrow_table() for name, query in _QUERIES.items() if name in names}
    if "the_circle" in names:
        found["the_circle"] = _circle(standing)
    if "the_days" in names:
        found["the_days"] = numbered_days()
    return found


@cache
def numbered_days() -> pa.Table:
    """Number the working days of the years that ledgers are about; where no calendar is out yet, weekends alone are free."""
    first, last = date(2007, 1, 1), date(2035, 12, 31)
    days = np.arange((first - EPOCH).days, (last - EPOCH).days + 1, dtype=np.int32)
    works = np.array([_works(EPOCH + timedelta(days=int(day))) for day in days])
    return pa.table({"day": days, "working_day": np.cumsum(works, dtype=np.int32)})


def _works(day: date) -> bool:
    try:
        return is_working_day(day)
    except CalendarUnknown:
        return day.weekday() < _SATURDAY


def _circle(standing: Standing) -> pa.Table:
    tied = np.flatnonzero(standing.bits & (CIRCLE | WEAK))
    key = standing.key[tied]
    columns: dict[str, Any] = {
        "institution": (key >> 32).astype(np.int32),
        "party": (key & 0xFFFFFFFF).astype(np.int32),
        "weak": (standing.bits[tied] & CIRCLE) == 0,
        "from_day": standing.from_day[tied],
        "to_day": standing.to_day[tied],
    }
    return pa.table(columns)
