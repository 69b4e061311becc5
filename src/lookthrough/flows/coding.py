"""The small tables of a ledger as arrays, and its transfers as a stream of numbers, one institution after the other.

Codes are positions in the sorted list of ids, so that they do not depend on the order in which a file lists its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lookthrough.flows.classes import Purpose, Role
from lookthrough.flows.reading import LedgerRead

Numbers = NDArray[Any]
NONE = -1  # the code of what a row does not name
ROWS_A_BATCH = 1 << 20
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
    """Give every id a number and create the tables ``account_codes``, ``product_codes``, ``institution_codes`` and ``coded``."""
    con = ledger.con
    con.execute(_PARTIES)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE institution_codes AS "
        "SELECT (row_number() OVER (ORDER BY institution_id) - 1)::INTEGER AS code, * FROM institutions"
    )
    con.execute(_KNOWN_ACCOUNTS)
    con.execute(_PRODUCTS)
    con.execute(f"CREATE OR REPLACE TYPE purpose_word AS ENUM ({', '.join(repr(word) for word in Purpose.words())})")
    con.execute("SET preserve_insertion_order = false")  # it is sorted later, by place
    con.execute(_CODED)
    con.execute("SET preserve_insertion_order = true")
    unknown = _add_unknown_accounts(ledger)
    return _arrays(ledger, unknown)


_PARTIES = """
CREATE OR REPLACE TEMP TABLE party_codes AS
WITH named AS (
  SELECT party_id FROM parties
  UNION SELECT holder_party_id FROM accounts
  UNION SELECT operator_party_id FROM institutions
  UNION SELECT borrower_party_id FROM products
  UNION SELECT guarantor_party_id FROM products
  UNION SELECT from_party_id FROM relations
  UNION SELECT to_party_id FROM relations)
SELECT (row_number() OVER (ORDER BY party_id) - 1)::INTEGER AS code, party_id FROM named WHERE party_id IS NOT NULL
"""

# an own account that names no institution is its operator's, when the operator runs just one
_KNOWN_ACCOUNTS = """
CREATE OR REPLACE TEMP TABLE account_codes AS
WITH sole AS (SELECT operator_party_id, min(institution_id) AS institution_id FROM institutions GROUP BY 1 HAVING count(*) = 1),
placed AS (
  SELECT a.account_id, a.role, a.holder_party_id,
    coalesce(a.institution_id, CASE WHEN a.role = 'own' THEN s.institution_id END) AS institution_id
  FROM accounts a LEFT JOIN sole s ON s.operator_party_id = a.holder_party_id)
SELECT (row_number() OVER (ORDER BY account_id) - 1)::INTEGER AS code, account_id, role, i.code AS institution, p.code AS holder
FROM placed LEFT JOIN institution_codes i USING (institution_id) LEFT JOIN party_codes p ON p.party_id = holder_party_id
"""

_PRODUCTS = """
CREATE OR REPLACE TEMP TABLE product_codes AS
SELECT (row_number() OVER (ORDER BY product_id) - 1)::INTEGER AS code, p.*, i.code AS institution, b.code AS borrower, g.code AS guarantor
FROM products p LEFT JOIN institution_codes i USING (institution_id)
LEFT JOIN party_codes b ON b.party_id = p.borrower_party_id LEFT JOIN party_codes g ON g.party_id = p.guarantor_party_id
"""

# ids that stand nowhere are coded as null here and mended by _add_unknown_accounts
_CODED = """
CREATE OR REPLACE TEMP TABLE coded AS
SELECT f.institution AS from_institution, t.institution AS to_institution, epoch_us(x."at") AS moment,
  (x.part::BIGINT << 40) + x.row_no AS place,
  f.code AS from_account, t.code AS to_account, x.amount_fen, enum_code(x.purpose::purpose_word)::TINYINT AS purpose,
  coalesce(p.code, -1) AS product, x.order_id IS NOT NULL AS has_order
FROM transfers x LEFT JOIN account_codes f ON f.account_id = x.from_account_id LEFT JOIN account_codes t ON t.account_id = x.to_account_id
LEFT JOIN product_codes p ON p.product_id = x.product_id
"""


def _add_unknown_accounts(ledger: LedgerRead) -> int:
    """Keep transfers whose account stands in no list: each such id becomes an external account without holder."""
    con = ledger.con
    missing = con.execute("SELECT count(*) FROM coded WHERE from_account IS NULL OR to_account IS NULL").fetchall()[0][0]
    if not missing:
        return 0
    con.execute(
        "CREATE OR REPLACE TEMP TABLE unknown_accounts AS SELECT DISTINCT account_id FROM "
        "(SELECT from_account_id AS account_id FROM transfers UNION ALL SELECT to_account_id FROM transfers) "
        "WHERE account_id NOT IN (SELECT account_id FROM account_codes)"
    )
    con.execute(
        "INSERT INTO account_codes SELECT (SELECT count(*) FROM account_codes) + row_number() OVER (ORDER BY account_id) - 1, account_id, "
        "'external', NULL, NULL FROM unknown_accounts"
    )
    con.execute(_CODED)
    return int(con.execute("SELECT count(*) FROM unknown_accounts").fetchall()[0][0])


def _arrays(ledger: LedgerRead, unknown_accounts: int) -> Codes:
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
        unknown_accounts=unknown_accounts,
    )


def _numbers(table: pa.Table, column: str) -> Numbers:
    # one chunk first: a chunked array's own to_numpy would import pandas
    array = table[column].combine_chunks()
    is_flag = pa.types.is_boolean(array.type)
    # DLPack and not to_numpy, which imports pandas
    numbers = np.ascontiguousarray(np.from_dlpack(array.cast(pa.int8()) if is_flag else array))
    numbers = numbers.view(np.bool_) if is_flag else numbers
    # some come read-only and some not, by chance of their layout; the kernel is compiled once for read-only ones
    numbers.flags.writeable = False
    return numbers


@dataclass(frozen=True, slots=True)
class Partition:
    """The transfers that touch a run of institutions, sorted by institution, instant and transfer id.

    ``bounds[k] : bounds[k + 1]`` are the rows of ``institutions[k]``. All columns are arrays of one length; ``moment`` is microseconds.
    """

    institutions: Numbers
    bounds: Numbers
    columns: dict[str, Numbers]

    def __len__(self) -> int:
        return len(self.columns["moment"])


def partitions(ledger: LedgerRead, *, rows: int) -> Iterator[Partition]:
    """Yield the ledger in partitions of about ``rows`` transfers, never cutting an institution in two.

    A transfer between two institutions stands in both their parts; one that touches no institution stands in none. The connection must
    not be asked anything else meanwhile; a stream that ends early is an error, never a shorter ledger.
    """
    expected = ledger.con.execute(_EXPECTED).fetchall()[0][0]
    for partition in _stream(ledger, rows):
        expected -= len(partition)
        yield partition
    if expected:
        raise RuntimeError(f"{expected} transfers were lost between the ledger and the look-through")


_EXPECTED = """
SELECT count(*) FILTER (WHERE from_institution IS NOT NULL OR to_institution IS NOT NULL)
  + count(*) FILTER (WHERE from_institution <> to_institution)
FROM coded
"""


def _stream(ledger: LedgerRead, rows: int) -> Iterator[Partition]:
    reader = ledger.con.execute(_in_order(ledger)).to_arrow_reader(ROWS_A_BATCH)
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in reader:
        held.append(batch)
        count += batch.num_rows
        if count >= rows:
            table = pa.Table.from_batches(held)
            cut = _start_of_last_institution(table)
            if cut:
                yield _partition(table.slice(0, cut))
                held, count = table.slice(cut).to_batches(), len(table) - cut
    if count:
        yield _partition(pa.Table.from_batches(held))


def _in_order(ledger: LedgerRead) -> str:
    """Return the query that sorts: by row where ids ascend with rows (the common case, cheap), by the id's rank otherwise."""
    columns = "moment, place, from_account, to_account, amount_fen, purpose, product, has_order"
    both = (
        f"SELECT coalesce(from_institution, to_institution) AS institution, {columns} FROM coded "
        "WHERE from_institution IS NOT NULL OR to_institution IS NOT NULL "
        f"UNION ALL SELECT to_institution, {columns} FROM coded WHERE from_institution <> to_institution"
    )
    if ledger.tables["transfers"].ids_ascend:
        return f"FROM ({both}) ORDER BY institution, moment, place"
    return (
        f"SELECT b.* FROM ({both}) b JOIN (SELECT (part::BIGINT << 40) + row_no AS place, "
        "row_number() OVER (ORDER BY transfer_id) AS rank FROM transfers) r "
        "USING (place) ORDER BY b.institution, b.moment, r.rank"
    )


def _start_of_last_institution(table: pa.Table) -> int:
    codes = _numbers(table, "institution")
    return int(np.searchsorted(codes, codes[-1]))


def _partition(table: pa.Table) -> Partition:
    codes = _numbers(table, "institution")
    institutions, starts = np.unique(codes, return_index=True)
    columns = {name: _numbers(table, name) for name in table.column_names if name != "institution"}
    return Partition(institutions, np.append(starts, len(codes)), columns)
