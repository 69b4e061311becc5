"""What ordinary firms and people pay each other outside the institutions' books, and who among them is ordinary.

Institutions' collecting accounts and reserves, and what somebody moves between accounts of his own, are left out at once: in a ledger of
platforms they are nearly everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numba import njit

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import RELATIONS, Kind, Role
from lookthrough.flows.coding import NONE, Codes, Numbers
from lookthrough.flows.columns import Columns
from lookthrough.flows.hops import in_time
from lookthrough.flows.ledger_tables import whole_tables
from lookthrough.flows.shared import shared
from lookthrough.flows.standing import Standing

_NO_TIES = ("same_address", "same_phone", "guarantor")
# what an account is here; 0 is none of these. The books of a payment firm without a licence, and its merchants' accounts, are seen too
OUTSIDE, OWN, CLIENT, UNLICENSED, ITS_MERCHANT = 1, 2, 3, 4, 5
_BANKS_AND_INSURERS = ("J661", "J662", "J68")  # GB/T 4754: central and commercial banking, insurance; all of them licensed


@dataclass
class Outside:
    """Transfers between different holders of which at least one account stands outside all institutions, in the order of time."""

    codes: Codes
    columns: Columns
    standing: Standing
    con: duckdb.DuckDBPyConnection

    @shared
    def account_kind(self) -> Numbers:
        """Return for each account whether it is outside all institutions, an operator's own, a client's sub-account, or none of these."""
        role, kind = self.codes.role, np.zeros(len(self.codes.role), np.int8)
        kind[np.isin(role, [int(Role.EXTERNAL), int(Role.MERCHANT), int(Role.OWN)]) & (self.codes.account_institution == NONE)] = OUTSIDE
        kind[(role == int(Role.OWN)) & (self.codes.account_institution != NONE)] = OWN
        kind[role == int(Role.CLIENT)] = CLIENT
        unlicensed = np.append(self.unlicensed, False)[self.codes.account_institution]
        kind[unlicensed & np.isin(role, [int(Role.CUSTODY), int(Role.RESERVE), int(Role.OWN)])] = UNLICENSED
        kind[unlicensed & (role == int(Role.MERCHANT))] = ITS_MERCHANT
        return kind

    @shared
    def rows(self) -> Numbers:
        """Return their rows in the ledger's columns, in the order of time; of one instant credits come before debits."""
        of = self.columns.of
        rows = self.columns.by_time(_between(of["from_account"], of["to_account"], self.account_kind, self.codes.holder))
        in_time(of["moment"], of["from_account"], of["to_account"], rows)
        return rows

    def of(self, name: str) -> Numbers:
        """Return a column of ``flows.by_dictionary.COLUMNS`` along ``rows``; it is gathered once."""
        if name not in self._gathered:
            self._gathered[name] = np.asarray(self.columns.of[name][self.rows])
        return self._gathered[name]

    @shared
    def _gathered(self) -> dict[str, Numbers]:
        return {}

    @shared
    def source(self) -> Numbers:
        """Return the paying account of each row."""
        return self.of("from_account")

    @shared
    def target(self) -> Numbers:
        """Return the paid account of each row."""
        return self.of("to_account")

    @shared
    def payer(self) -> Numbers:
        """Return the party code behind the paying account of each row, ``NONE`` if nobody is known."""
        found: Numbers = self.codes.holder[self.source]
        return found

    @shared
    def payee(self) -> Numbers:
        """Return the party code behind the paid account of each row, ``NONE`` if nobody is known."""
        found: Numbers = self.codes.holder[self.target]
        return found

    @shared
    def day(self) -> Numbers:
        """Return the day of each row, as days since 1970-01-01."""
        found: Numbers = (self.of("moment") // MICROSECONDS_A_DAY).astype(np.int32)
        return found

    @shared
    def party_kind(self) -> Numbers:
        """Return what each party is (``classes.Kind``)."""
        found: Numbers = _array(self._parties["kind"])
        return found

    @shared
    def ordinary(self) -> Numbers:
        """Tell of each party whether it is an ordinary firm or person: no institution's operator, bank, insurer or state body.

        The ledger knows of licences only through institutions; whoever operates one is judged by the rules for institutions.
        """
        ordinary: Numbers = self._not_banks & (self.party_kind != int(Kind.GOVERNMENT))
        ordinary[self.codes.operator[self.codes.operator != NONE]] = False
        return ordinary

    @shared
    def without_payment_licence(self) -> Numbers:
        """Tell of each party whether it is a firm that operates no licensed payment institution and is no bank."""
        firms: Numbers = self._not_banks & ~np.isin(self.party_kind, [int(Kind.GOVERNMENT), int(Kind.PERSON)])
        operators = self.codes.operator[self._pays & ~self.unlicensed]
        firms[operators[operators != NONE]] = False
        return firms

    @shared
    def unlicensed(self) -> Numbers:
        """Tell of each institution whether it is a payment firm that names no licence, in a ledger that names licences."""
        licensed = _array(
            whole_tables(self.con, self.codes, self.standing, frozenset({"the_institutions"}))["the_institutions"]["licensed"]
        )
        found: Numbers = self._pays & (licensed == 0) & (licensed != 0).any()
        return found

    @shared
    def _pays(self) -> Numbers:
        return np.array([business == "payment" for business in self.codes.business], np.bool_)

    @shared
    def _tied(self) -> dict[int, set[int]]:
        """Return who is tied to whom by shares, office, control or kin, both ways; a shared address or phone is no tie."""
        relations = whole_tables(self.con, self.codes, self.standing, frozenset({"the_relations"}))["the_relations"]
        strong = ~np.isin(_array(relations["kind"]), [RELATIONS.index(kind) for kind in _NO_TIES])
        tied: dict[int, set[int]] = {}
        for a, b in zip(_array(relations["from_party"])[strong].tolist(), _array(relations["to_party"])[strong].tolist(), strict=True):
            tied.setdefault(a, set()).add(b)
            tied.setdefault(b, set()).add(a)
        return tied

    def related(self, party: int, *, steps: int) -> set[int]:
        """Return the parties within so many ties of a party, itself among them; a state body ties nobody to anybody."""
        near, front = {party}, {party}
        for _ in range(steps):
            front = {other for one in front if self.party_kind[one] != Kind.GOVERNMENT for other in self._tied.get(one, ())} - near
            near |= front
        return near

    def places(self, rows: Numbers, most: int) -> list[int]:
        """Return the places in the ledger's files of the largest of some of ``rows`` (given by their positions there)."""
        fen = self.columns.of["amount_fen"][self.rows[rows]]
        largest = rows[np.lexsort((rows, -fen))][:most]
        places: list[int] = self.columns.place(self.rows[largest]).tolist()
        return places

    @shared
    def _parties(self) -> pa.Table:
        return whole_tables(self.con, self.codes, self.standing, frozenset({"the_parties"}))["the_parties"]

    @shared
    def _not_banks(self) -> Numbers:
        industry = self._parties["industry"].to_pylist()
        return np.array([_no_bank(one) for one in industry], np.bool_) & ~self._custodians

    @property
    def _custodians(self) -> Numbers:
        found = np.zeros(len(self.codes.party_ids), np.bool_)
        found[self.codes.custodian[self.codes.custodian != NONE]] = True
        return found


def member_of(parties: Numbers, some: Iterable[int]) -> Numbers:
    """Tell of each party code whether it is one of ``some``."""
    found: Numbers = np.isin(parties, np.fromiter(some, np.int64))
    return found


def _no_bank(industry: str | None) -> bool:
    return industry is None or (industry != "J66" and not industry.startswith(_BANKS_AND_INSURERS))


def _array(column: pa.ChunkedArray) -> Numbers:
    array = column.combine_chunks()
    return np.from_dlpack(array.cast(pa.int8()) if pa.types.is_boolean(array.type) else array).copy()


@njit(cache=True, nogil=True)
def _between(source, target, kind, holder):  # type: ignore[no-untyped-def]
    found = [np.int64(0) for _ in range(0)]
    for k in range(len(source)):
        a = source[k]
        if a >= 0:
            b = target[k]
            x, y = kind[a], kind[b]
            if x > 0 and y > 0 and (x == 1 or y == 1 or x == 4 or y == 4) and (holder[a] != holder[b] or holder[a] < 0):
                found.append(np.int64(k))
    return np.array(found, dtype=np.int64)
