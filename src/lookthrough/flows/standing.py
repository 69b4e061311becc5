"""How each party stands to each institution: client, borrower, of its circle, guarantor, or weakly tied, as arrays to search.

A row says: seen from institution ``i``, party ``p`` has ``bits`` from day to day (days since 1970-01-01, both included).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.flows.circle import FIRST_DAY, LAST_DAY, Relation, Relations, Tie
from lookthrough.flows.classes import Role
from lookthrough.flows.coding import EPOCH, NONE, Codes, Numbers
from lookthrough.flows.reading import LedgerRead

CLIENT, BORROWER, CIRCLE, GUARANTOR, WEAK = 1, 2, 4, 8, 16
ALWAYS = (-(2**31), 2**31 - 1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows sorted by ``key`` = institution code × 2³² + party code; a party may have several rows."""

    key: Numbers
    bits: Numbers
    from_day: Numbers
    to_day: Numbers


def standing(ledger: LedgerRead, codes: Codes) -> Standing:
    """Gather who stands how from accounts, products and relations."""
    rows = [
        _held(codes, Role.CLIENT, CLIENT),
        _held(codes, Role.BORROWER, BORROWER),
        _held(codes, Role.GUARANTOR, GUARANTOR),
        _always(codes.product_institution, codes.borrower, BORROWER),
        _always(codes.product_institution, codes.product_guarantor, GUARANTOR),
        _circles(ledger, codes),
    ]
    table = np.concatenate(rows, axis=1)
    table = table[:, np.argsort(table[0], kind="stable")]
    return Standing(*(np.ascontiguousarray(column) for column in table))


def _held(codes: Codes, role: Role, bits: int) -> Numbers:
    of_role = codes.role == role
    return _always(codes.account_institution[of_role], codes.holder[of_role], bits)


def _always(institution: Numbers, party: Numbers, bits: int) -> Numbers:
    known = (institution != NONE) & (party != NONE)
    key = (institution[known].astype(np.int64) << 32) + party[known]
    key.sort()
    key = key[np.append(True, key[1:] != key[:-1])] if len(key) else key
    return np.stack([key, np.full_like(key, bits), np.full_like(key, ALWAYS[0]), np.full_like(key, ALWAYS[1])])


def _circles(ledger: LedgerRead, codes: Codes) -> Numbers:
    relations = read_relations(ledger)
    members = [
        (institution, member)
        for institution, operator in enumerate(codes.operator.tolist())
        for member in relations.memberships(codes.party_ids[operator])
    ]
    party = pc.index_in(pa.array([one.party for _, one in members], pa.string()), pa.array(codes.party_ids, pa.string()))
    rows = [
        ((institution << 32) + code, CIRCLE if one.tie is Tie.CIRCLE else WEAK, _day(one.from_day), _day(one.to_day))
        for (institution, one), code in zip(members, party.to_pylist(), strict=True)
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 4).T


def read_relations(ledger: LedgerRead) -> Relations:
    """Return the ledger's relations, with the parties that are state bodies."""
    with ledger.con.cursor() as con:  # of its own: transfers are read meanwhile
        found: list[tuple[Any, ...]] = con.execute(
            "SELECT from_party_id, to_party_id, kind, share, valid_from, valid_to FROM relations ORDER BY ALL"
        ).fetchall()
        government = con.execute("SELECT party_id FROM parties WHERE kind = 'government'").fetchall()
    rows = [Relation(a, b, kind, share, since or FIRST_DAY, until or LAST_DAY) for a, b, kind, share, since, until in found]
    return Relations(rows, government=[party for (party,) in government])


def _day(day: date) -> int:
    """Return days since 1970-01-01; the first and last day there is stay far outside any ledger."""
    return (day - EPOCH).days
