"""The small tables of a ledger as arrays: every id becomes a number.

Codes are positions in the sorted list of ids, so that they do not depend on the order in which a file lists its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lookthrough.flows.classes import Purpose, Role
from lookthrough.flows.reading import LedgerRead

Numbers = NDArray[Any]
NONE = -1  # the code of what a row does not name
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Codes:
    """Everything small about a ledger. Arrays are indexed by account, product, institution or party code; ``NONE`` where not given."""

    institution_ids: list[str]
    business: list[str]
    operator: Numbers  # party code
    custodian: Numbers  # party code of the firm that bears the custodian bank's name
    account_ids: pa.Array
    role: Numbers
    account_institution: Numbers
    holder: Numbers
    product_ids: pa.Array
    product_institution: Numbers
    borrower: Numbers  # party code
    fee_cap: Numbers  # fen that may be taken as agreed fee, NONE where the ledger states no fee rate
    annual_rate: Numbers
    product_guarantor: Numbers
    party_ids: list[str]
    unknown_accounts: int


def code_ledger(ledger: LedgerRead) -> Codes:
    """Give every id a number but the transfers' and create ``account_codes``, ``product_codes`` and ``institution_codes``."""
    con = ledger.con
    con.execute(_PARTIES)
    con.execute(
        "CREATE OR REPLACE TABLE institution_codes AS "
        "SELECT (row_number() OVER (ORDER BY institution_id) - 1)::INTEGER AS code, * FROM institutions"
    )
    con.execute(_KNOWN_ACCOUNTS)
    con.execute(_PRODUCTS)
    con.execute(f"CREATE OR REPLACE TYPE purpose_word AS ENUM ({', '.join(repr(word) for word in Purpose.words())})")
    return _arrays(ledger)


# rows are sorted and then numbered as they stand: a window over all of them in order takes twice as long
_PARTIES = """
CREATE OR REPLACE TABLE party_codes AS
WITH named AS (
  SELECT party_id FROM parties
  UNION SELECT holder_party_id FROM accounts
  UNION SELECT operator_party_id FROM institutions
  UNION SELECT borrower_party_id FROM products
  UNION SELECT guarantor_party_id FROM products
  UNION SELECT from_party_id FROM relations
  UNION SELECT to_party_id FROM relations)
SELECT (row_number() OVER () - 1)::INTEGER AS code, party_id FROM (FROM named WHERE party_id IS NOT NULL ORDER BY party_id)
"""

# an own account that names no institution is its operator's, when the operator runs just one
_KNOWN_ACCOUNTS = """
CREATE OR REPLACE TABLE account_codes AS
WITH sole AS (SELECT operator_party_id, min(institution_id) AS institution_id FROM institutions GROUP BY 1 HAVING count(*) = 1),
placed AS (
  SELECT a.account_id, a.role, a.holder_party_id,
    coalesce(a.institution_id, CASE WHEN a.role = 'own' THEN s.institution_id END) AS institution_id
  FROM accounts a LEFT JOIN sole s ON s.operator_party_id = a.holder_party_id),
coded AS (
  SELECT account_id, role, i.code AS institution, p.code AS holder
  FROM placed LEFT JOIN institution_codes i USING (institution_id) LEFT JOIN party_codes p ON p.party_id = holder_party_id)
SELECT (row_number() OVER () - 1)::INTEGER AS code, * FROM (FROM coded ORDER BY account_id)
"""

_PRODUCTS = """
CREATE OR REPLACE TABLE product_codes AS
SELECT (row_number() OVER (ORDER BY product_id) - 1)::INTEGER AS code, p.*, i.code AS institution, b.code AS borrower, g.code AS guarantor
FROM products p LEFT JOIN institution_codes i USING (institution_id)
LEFT JOIN party_codes b ON b.party_id = p.borrower_party_id LEFT JOIN party_codes g ON g.party_id = p.guarantor_party_id
"""


def with_unlisted_accounts(codes: Codes, ids: pa.Array) -> Codes:
    """Return codes that know some more accounts, which stand in no list: external ones without holder, coded after all others."""
    return replace(
        codes,
        account_ids=pa.concat_arrays([codes.account_ids, ids]),
        role=_longer(codes.role, int(Role.EXTERNAL), len(ids)),
        account_institution=_longer(codes.account_institution, NONE, len(ids)),
        holder=_longer(codes.holder, NONE, len(ids)),
        unknown_accounts=len(ids),
    )


def _longer(numbers: Numbers, value: int, count: int) -> Numbers:
    return read_only(np.append(numbers, np.full(count, value, numbers.dtype)))


def _arrays(ledger: LedgerRead) -> Codes:
    con = ledger.con
    roles = ", ".join(repr(word) for word in Role.words())
    accounts = con.execute(
        f"SELECT account_id, (list_position([{roles}], role) - 1)::TINYINT AS role, coalesce(institution, -1)::INTEGER AS institution, "
        "coalesce(holder, -1)::INTEGER AS holder FROM account_codes ORDER BY code"
    ).to_arrow_table()
    products = con.execute(
        "SELECT product_id, coalesce(institution, -1)::INTEGER AS institution, coalesce(borrower, -1)::INTEGER AS borrower, "
        "coalesce(guarantor, -1)::INTEGER AS guarantor, "
        # a fee rate is a share of the principal, once or a year, whichever is more; one per cent and a yuan for rounding
        "coalesce(ceil(principal_fen::DOUBLE * fee_rate * greatest(1.0, term_days / 365.0) * 1.01)::BIGINT + 100, -1) AS fee_cap, "
        "coalesce(annual_rate, 0.0) AS annual_rate FROM product_codes ORDER BY code"
    ).to_arrow_table()
    institutions = con.execute(
        "WITH named AS (SELECT name, min(party_id) AS party_id FROM parties WHERE name IS NOT NULL GROUP BY name) "
        "SELECT institution_id, business, coalesce(p.code, -1)::INTEGER AS operator, coalesce(b.code, -1)::INTEGER AS custodian "
        "FROM institution_codes i LEFT JOIN party_codes p ON p.party_id = i.operator_party_id "
        "LEFT JOIN named n ON n.name = i.custodian_bank LEFT JOIN party_codes b ON b.party_id = n.party_id ORDER BY i.code"
    ).to_arrow_table()
    parties = con.execute("SELECT party_id FROM party_codes ORDER BY code").to_arrow_table()
    return Codes(
        institution_ids=institutions["institution_id"].to_pylist(),
        business=institutions["business"].to_pylist(),
        operator=_numbers(institutions, "operator"),
        custodian=_numbers(institutions, "custodian"),
        account_ids=accounts["account_id"].combine_chunks(),
        role=_numbers(accounts, "role"),
        account_institution=_numbers(accounts, "institution"),
        holder=_numbers(accounts, "holder"),
        product_ids=products["product_id"].combine_chunks(),
        product_institution=_numbers(products, "institution"),
        borrower=_numbers(products, "borrower"),
        fee_cap=_numbers(products, "fee_cap"),
        annual_rate=_numbers(products, "annual_rate"),
        product_guarantor=_numbers(products, "guarantor"),
        party_ids=parties["party_id"].to_pylist(),
        unknown_accounts=0,
    )


def _numbers(table: pa.Table, column: str) -> Numbers:
    # one chunk first: a chunked array's own to_numpy would import pandas
    array = table[column].combine_chunks()
    return read_only(np.ascontiguousarray(np.from_dlpack(array)))  # DLPack and not to_numpy, which imports pandas


def read_only(numbers: Numbers) -> Numbers:
    """Return an array made read-only: some come so and some not, by chance of their layout, and the kernel is compiled for one kind."""
    numbers.flags.writeable = False
    return numbers
