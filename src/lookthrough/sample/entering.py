"""Turns a finished institution into rows of the ledger's tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import pyarrow as pa

from lookthrough.flows.classes import PRODUCT_KINDS, Role
from lookthrough.sample.book import NONE
from lookthrough.sample.days import DAY, Ints
from lookthrough.sample.firms import districts
from lookthrough.sample.house import House, Judgement, PartyBlock, ProductBlock, Relation
from lookthrough.sample.identifiers import mixed, numbered, person_hashes
from lookthrough.sample.tables import SCHEMAS
from lookthrough.sample.writing import LedgerWriter, optional, words_column

_EPOCH = date(1970, 1, 1)
PURPOSES = ("经营周转", "采购货款", "装修", "教育培训", "日常消费", "设备购置", "农业生产", "项目投资", "债权转让", "客户备付", "购房首付")
BANKS = tuple(f"9{number:02d}" for number in range(1, 13))  # no real bank's number begins so


@dataclass(frozen=True, slots=True)
class Entering:
    """What every row needs to know of the whole ledger."""

    writer: LedgerWriter
    start: date
    seed: int

    def days(self, numbers: Ints) -> pa.Array:
        """Return dates of day numbers; NONE becomes null."""
        since_1970 = numbers + (self.start - _EPOCH).days
        return pa.array(since_1970.astype(np.int32), mask=numbers == NONE).cast(pa.date32())

    def moments(self, seconds: Ints) -> pa.Array:
        """Return moments; NONE becomes null."""
        since_1970 = (seconds + (self.start - _EPOCH).days * DAY) * 1_000_000
        return pa.array(since_1970, mask=seconds == NONE).cast(pa.timestamp("us"))

    def parties(self, block: PartyBlock) -> None:
        """Write people under a hash, firms under name and credit code."""
        numbers, firms, count = block.numbers, block.firms, len(block.numbers)
        if firms is None:
            places = (mixed(numbers, self.seed + 21) % np.uint64(len(districts()))).astype(np.int64)
            region = words_column(places, map(str, districts().tolist()))
            nothing = pa.nulls(count, pa.string())
            columns = [pa.nulls(count, pa.string()), person_hashes(numbers, self.seed), region, nothing, pa.nulls(count, pa.date32())]
        else:
            founded = pa.array(firms.established.astype(np.int32)).cast(pa.date32())
            columns = [firms.name, firms.uscc, pa.array(firms.region).cast(pa.string()), firms.industry, founded]
        kind = pa.array([block.kind], pa.string()).take(pa.array(np.zeros(count, dtype=np.int64)))
        self._write("parties", [numbered("P", numbers), kind, *columns])

    def house(self, house: House) -> None:
        """Write everything of one institution."""
        institution = house.planned.number
        self.writer.take("institutions", institution_row(self, house))
        for block in house.parties:
            self.parties(block)
        self.relations(house.relations)
        accounts = self._accounts(house, institution)
        products = self._products(house, institution)
        self._withdrawals(house, accounts, institution)
        self._truth(house.truth, institution)
        self.writer.transfers.take(house.book.sealed(), accounts, products)

    def _accounts(self, house: House, institution: int) -> Ints:
        opened = house.accounts
        numbers, inside = np.concatenate(opened.numbers), np.concatenate(opened.inside)
        new = numbers == NONE
        numbers[new] = house.counters.take("account", int(new.sum()))
        roles, holders, dates = np.concatenate(opened.roles), np.concatenate(opened.holders), np.concatenate(opened.opened)
        bank = np.where(inside, institution % len(BANKS), mixed(numbers, self.seed + 22) % np.uint64(len(BANKS))).astype(np.int64)
        rows = np.flatnonzero(new)
        institutions = pa.array(np.full(len(rows), institution)).cast(pa.int64())
        where = numbered("I", institutions.to_numpy())
        self._write(
            "accounts",
            [
                numbered("A", numbers[rows]),
                optional(holders[rows], numbered("P", np.maximum(holders[rows], 0))),
                optional(np.where(inside[rows], 0, NONE), where),
                words_column(roles[rows], Role.words()),
                words_column(bank[rows], BANKS),
                self.days(dates[rows]),
            ],
        )
        return numbers

    def _products(self, house: House, institution: int) -> Ints:
        if not house.products:
            return np.empty(0, dtype=np.int64)
        block = ProductBlock(**{f.name: np.concatenate([getattr(b, f.name) for b in house.products]) for f in fields(ProductBlock)})
        count = len(block.principal)
        numbers = house.counters.take("product", count)
        beneath = np.where(block.underlying == NONE, 0, block.underlying)
        self._write(
            "products",
            [
                numbered("L", numbers),
                numbered("I", np.full(count, institution)),
                optional(block.borrower, numbered("P", np.maximum(block.borrower, 0))),
                words_column(block.kind, PRODUCT_KINDS),
                pa.array(block.principal),
                pa.array(block.annual_rate),
                pa.array(block.project_rate, from_pandas=True),
                pa.array(block.fee_rate),
                self.moments(block.listed),
                self.moments(block.funded),
                pa.array(block.term),
                optional(block.underlying, numbered("L", numbers[beneath])),
                pa.array(block.underlying_term, mask=block.underlying_term == NONE),
                optional(block.guarantor, numbered("P", np.maximum(block.guarantor, 0))),
                words_column(block.purpose, PURPOSES),
                pa.nulls(count, pa.bool_()),
            ],
        )
        return numbers

    def relations(self, relations: Sequence[Relation]) -> None:
        """Write ties between parties."""
        sources = np.array([relation.source for relation in relations], dtype=np.int64)
        targets = np.array([relation.target for relation in relations], dtype=np.int64)
        since = np.array([NONE if relation.from_day is None else relation.from_day for relation in relations], dtype=np.int64)
        until = np.array([NONE if relation.to_day is None else relation.to_day for relation in relations], dtype=np.int64)
        kinds = pa.array([relation.kind for relation in relations], pa.string())
        shares = pa.array([relation.share for relation in relations], pa.float64())
        self._write("relations", [numbered("P", sources), numbered("P", targets), kinds, shares, self.days(since), self.days(until)])

    def _withdrawals(self, house: House, accounts: Ints, institution: int) -> None:
        for block in house.withdrawals:
            count = len(block.amount)
            requests = numbered("W", house.counters.take("request", count))
            institutions = numbered("I", np.full(count, institution))
            moments = self.moments(block.requested), self.moments(block.paid)
            self._write(
                "withdrawals",
                [requests, numbered("A", accounts[block.account]), institutions, moments[0], pa.array(block.amount), moments[1]],
            )

    def _truth(self, judgements: Sequence[Judgement], institution: int) -> None:
        count = len(judgements)
        from_days = np.array([judgement.from_day for judgement in judgements], dtype=np.int64)
        to_days = np.array([NONE if judgement.to_day is None else judgement.to_day for judgement in judgements], dtype=np.int64)
        words = [[getattr(judgement, name) for judgement in judgements] for name in ("rule", "kind", "variant")]
        self._write(
            "truth",
            [
                pa.array(words[0], pa.string()),
                pa.array(["institution"] * count, pa.string()),
                numbered("I", np.full(count, institution)),
                self.days(from_days),
                self.days(to_days),
                pa.array(words[1], pa.string()),
                pa.array(words[2], pa.string()),
            ],
        )

    def _write(self, name: str, columns: list[pa.Array]) -> None:
        if len(columns[0]):
            self.writer.take(name, pa.table(columns, names=SCHEMAS[name].names))


def institution_row(entering: Entering, house: House) -> pa.Table:
    """Return the institution's own row."""
    start = entering.start.toordinal()
    opened = min(start - 200 - (house.planned.number * 97) % 2_500, start + house.begins - 30)
    closed = None if house.closed_day is None else date.fromordinal(start + house.closed_day)
    with_custody = house.planned.business not in ("microlender", "guarantor")
    return pa.table(
        [
            numbered("I", np.array([house.planned.number])),
            numbered("P", np.array([house.operator])),
            pa.array([house.name], pa.string()),
            pa.array([house.planned.business], pa.string()),
            pa.array([house.licence], pa.string()),
            pa.array([house.town.bank_names[house.custodian] if with_custody else None], pa.string()),
            pa.array([house.net_assets], pa.int64()),
            pa.array([house.borrowed], pa.int64()),
            pa.array([date.fromordinal(opened)], pa.date32()),
            pa.array([closed], pa.date32()),
        ],
        names=SCHEMAS["institutions"].names,
    )
