"""The transfers behind findings, each whole: also those that never touched the books of the institution that a finding is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa

from lookthrough.flows.classes import Purpose, Role
from lookthrough.kernel.findings import Finding

if TYPE_CHECKING:  # they import what compiles
    from lookthrough.flows.coding import Codes, Numbers
    from lookthrough.flows.columns import Columns

_TEXT = pa.string()
_ENDS = [(f"{end}_{what}", _TEXT) for end in ("from", "to") for what in ("account_id", "role", "institution_id")]
_CODED = pa.schema(
    [("place", pa.int64()), ("at", pa.timestamp("us")), *_ENDS, ("purpose", _TEXT), ("product_id", _TEXT), ("amount_fen", pa.int64())]
)
TRANSFERS = pa.schema([("transfer_id", _TEXT), *list(_CODED)[1:], ("order_id", _TEXT)])
EVIDENCE = pa.schema([("finding_id", _TEXT), *TRANSFERS])
_NOWHERE, _ROWS = -1, (1 << 40) - 1


def rows_at(codes: Codes, columns: Columns, places: Iterable[int]) -> pa.Table:
    """Return the transfers at some places of a ledger, from its columns: no file is read for them."""
    place = np.unique(np.fromiter(places, np.int64))
    rows = columns.starts[place >> 40] + (place & _ROWS) - 1
    of = {name: np.asarray(column[rows]) for name, column in columns.of.items()}
    ends = [array for end in ("from_account", "to_account") for array in _end(codes, of[end])]
    purpose = pa.array(Purpose.words(), _TEXT).take(pa.array(of["purpose"].astype(np.int32)))
    product = _named(codes.product_ids.cast(_TEXT), of["product"])
    return pa.table(
        [pa.array(place), pa.array(of["moment"], pa.timestamp("us")), *ends, purpose, product, pa.array(of["amount_fen"])],
        schema=_CODED,
    )  # fmt: skip


def _end(codes: Codes, account: Numbers) -> list[pa.Array]:
    role = pa.array(Role.words(), _TEXT).take(pa.array(codes.role[account].astype(np.int32)))
    institution = _named(pa.array(codes.institution_ids, _TEXT), codes.account_institution[account])
    return [codes.account_ids.cast(_TEXT).take(pa.array(account)), role, institution]


def _named(ids: pa.Array, code: Numbers) -> pa.Array:
    return ids.take(pa.array(code, mask=code == _NOWHERE))


def with_ids(con: duckdb.DuckDBPyConnection, rows: pa.Table) -> tuple[pa.Table, list[int]]:
    """Add ids and orders to the transfers of ``rows_at``, in one scan of the ledger; return them with their places, in their order."""
    if not len(rows):
        return TRANSFERS.empty_table(), []
    con.register("evidence_rows", rows)
    found = con.execute(
        "SELECT e.*, t.transfer_id, t.order_id FROM transfers t JOIN evidence_rows e ON (t.part::BIGINT << 40) + t.row_no = e.place "
        "ORDER BY e.place"
    ).to_arrow_table()
    con.unregister("evidence_rows")
    return found.select(TRANSFERS.names).cast(TRANSFERS), found["place"].to_pylist()


def rows_of(con: duckdb.DuckDBPyConnection, transfer_ids: Iterable[str]) -> pa.Table:
    """Return the transfers of some ids from the tables of an open ledger."""
    con.register("evidence_ids", pa.table({"transfer_id": pa.array(sorted(set(transfer_ids)), _TEXT)}))
    found = con.execute(
        'SELECT t.transfer_id, t."at"::TIMESTAMP AS "at", t.from_account_id, coalesce(f.role, \'external\') AS from_role, '
        "f.institution_id AS from_institution_id, t.to_account_id, coalesce(o.role, 'external') AS to_role, "
        "o.institution_id AS to_institution_id, t.purpose, t.product_id, t.amount_fen::BIGINT AS amount_fen, t.order_id "
        "FROM transfers t JOIN evidence_ids USING (transfer_id) LEFT JOIN accounts f ON f.account_id = t.from_account_id "
        "LEFT JOIN accounts o ON o.account_id = t.to_account_id ORDER BY t.transfer_id"
    ).to_arrow_table()
    con.unregister("evidence_ids")
    return found.select(TRANSFERS.names).cast(TRANSFERS)


def with_evidence(found: Sequence[tuple[Finding, list[int]]], transfers: pa.Table, places: Sequence[int]) -> list[Finding]:
    """Give each finding the ids of its transfers, and the listing that all of them belong to, if they do."""
    ids = dict(zip(places, transfers["transfer_id"].to_pylist(), strict=True))
    return with_listing([replace(one, evidence=tuple(ids[place] for place in evidence or ())) for one, evidence in found], transfers)


def with_listing(findings: Sequence[Finding], transfers: pa.Table) -> list[Finding]:
    """Write into each finding's details the listing that all of its transfers belong to, if they do and the rule has named none."""
    facts = {name: transfers[name].to_pylist() for name in ("transfer_id", "product_id", "from_institution_id", "to_institution_id")}
    numbers = {transfer_id: number for number, transfer_id in enumerate(facts["transfer_id"])}
    return [_with_listing(one, [numbers[each] for each in one.evidence if each in numbers], facts) for one in findings]


def _with_listing(one: Finding, numbers: Sequence[int], facts: Mapping[str, Sequence[Any]]) -> Finding:
    listing = "" if one.details.get("product_id") else _listing(one, numbers, facts)
    return replace(one, details=dict(one.details) | {"product_id": listing}) if listing else one


def _listing(one: Finding, numbers: Sequence[int], facts: Mapping[str, Sequence[Any]]) -> str:
    """Return the one listing that evidence belongs to, else nothing.

    Every transfer must name it. Of an institution's finding those need not that lie beyond all books: money lent and passed on bears no
    listing's name any more.
    """
    named = {facts["product_id"][number] for number in numbers}
    outside = one.subject_type == "institution" and all(
        facts["product_id"][number] or not (facts["from_institution_id"][number] or facts["to_institution_id"][number])
        for number in numbers
    )  # fmt: skip
    named -= {None} if outside else set()
    return str(next(iter(named))) if len(named) == 1 and None not in named else ""


def evidence_table(findings: Iterable[Finding], transfers: pa.Table) -> pa.Table:
    """Return one row for each finding and transfer of its evidence, by finding, the evidence in its order."""
    numbers = {transfer_id: number for number, transfer_id in enumerate(transfers["transfer_id"].to_pylist())}
    pairs = [
        (finding_id, numbers[transfer_id])
        for finding_id, one in sorted(((one.finding_id, one) for one in findings), key=itemgetter(0))
        for transfer_id in one.evidence
        if transfer_id in numbers
    ]
    rows = transfers.take(pa.array([number for _, number in pairs], pa.int64()))
    return rows.add_column(0, "finding_id", pa.array([finding_id for finding_id, _ in pairs], _TEXT)).cast(EVIDENCE)
