"""An institution's books after the look-through: uses a day, balances a day, and movements for the rules, as Arrow tables.

Institutions are partitions: each is traced by itself, so a partition's institutions are shared out over threads (the compiled kernel
holds no lock).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from lookthrough.flows.boundary import MICROSECONDS_A_DAY, forget_fees, known_at_the_end, see_parties
from lookthrough.flows.classes import Method, Origin, Use
from lookthrough.flows.coding import NONE, Codes, Numbers
from lookthrough.flows.instants import order_instants
from lookthrough.flows.openings import NOTHING, Opening, Openings
from lookthrough.flows.partitions import Partition
from lookthrough.flows.standing import Standing
from lookthrough.flows.tracing import MATCHED_OF, ORIGIN_OF, USE_OF, count_clients, trace

MOVEMENTS = pa.schema(
    [
        ("institution", pa.int32()),
        ("row", pa.int64()),
        ("origin", pa.int8()),
        ("use", pa.int8()),
        ("matched", pa.bool_()),
        ("amount_fen", pa.int64()),
    ]
)
USES = pa.schema(
    [("institution_id", pa.string()), ("date", pa.date32()), ("origin", pa.string()), ("use", pa.string()), ("amount_fen", pa.int64())]
)
DAILY = pa.schema(
    [
        ("institution_id", pa.string()),
        ("date", pa.date32()),
        ("origin", pa.string()),
        ("opening_fen", pa.int64()),
        ("inflow_fen", pa.int64()),
        ("uses_fen", pa.int64()),
        ("closing_fen", pa.int64()),
        ("clients_paying", pa.int64()),
        ("clients_paid", pa.int64()),
        ("invested_rate", pa.float64()),
    ]
)
_TRANSFERS = ("moment", "from_account", "to_account", "amount_fen")


@dataclass(slots=True)
class Books:
    """What the look-through of one partition gave. ``from_party`` and ``to_party`` run along the partition's rows."""

    method: Method
    movements: pa.Table
    uses: pa.Table
    daily: pa.Table
    from_party: Numbers
    to_party: Numbers
    lacking_fen: dict[str, int] = field(default_factory=dict)


class Bookkeeper:
    """Traces partitions of one ledger; keeps the arrays that every institution needs, and scratch for each thread."""

    def __init__(
        self, codes: Codes, standing: Standing, last_day: int, *, openings: Openings | None = None, threads: int | None = None
    ) -> None:
        self.codes, self.standing, self.last_day, self.openings = codes, standing, last_day, openings
        self.threads = threads or max(1, min(os.cpu_count() or 1, 8))
        self._scratch = [_Scratch(codes) for _ in range(self.threads)]

    def keep(self, partition: Partition, method: Method) -> Books:
        """Trace the institutions of a partition under one method."""
        shares = [range(len(partition.institutions))[thread :: self.threads] for thread in range(self.threads)]
        with ThreadPoolExecutor(self.threads) as pool:
            traced = pool.map(
                lambda share: [self._one(partition, method, k, share[0]) for k in share[1]], zip(self._scratch, shares, strict=True)
            )
        return _gathered(self.codes, method, sorted((one for many in traced for one in many), key=lambda one: one.start))

    def close(self, partition: Partition, day: int) -> dict[int, Opening]:
        """Return the books of the partition's institutions at the beginning of ``day``, under all methods."""
        return {
            int(partition.institutions[k]): opening
            for k in range(len(partition.institutions))
            if (opening := self._closing(partition, k, day)) is not None
        }

    def _closing(self, partition: Partition, k: int, day: int) -> Opening | None:
        before = _Slice(partition, k, until=day * MICROSECONDS_A_DAY)
        opening, scratch = self._opening(before.institution), self._scratch[0]
        if not len(before) and opening is NOTHING:
            return None
        order, from_party, to_party, investors, fees = self._parties(before, opening, scratch, closes=True)
        rows = {}
        for method in Method:
            *_, listed, rows[method] = self._trace(before, method, opening, order, from_party, to_party, scratch, closes=True)
        return Opening(listed, rows, investors, fees)

    def _opening(self, institution: int) -> Opening:
        return NOTHING if self.openings is None else self.openings.of.get(institution, NOTHING)

    def _parties(
        self, some: _Slice, opening: Opening, scratch: _Scratch, *, closes: bool = False
    ) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
        """Return the order of a slice, the parties at both ends, and, if ``closes``, who has invested and what fees were taken."""
        c, s, of, investors, fees = self.codes, self.standing, some.columns, opening.investors, opening.fees
        order = order_instants(some.institution, *some.transfers[:3], c.role, c.account_institution)
        from_party, to_party = see_parties(
            some.institution, order, *some.transfers, of["purpose"], of["product"], of["has_order"],
            c.role, c.account_institution, c.holder, c.borrower, c.fee_cap, s.key, s.bits, s.from_day, s.to_day,
            opening.investors, opening.fees, scratch.paid_in, scratch.fees,
        )  # fmt: skip
        if closes:
            investors, fees = known_at_the_end(
                some.institution, order, of["from_account"], of["product"], opening.investors, opening.fees, scratch.paid_in, scratch.fees
            )
        forget_fees(order, of["product"], opening.fees, scratch.fees)
        return order, from_party, to_party, investors, fees

    def _trace(
        self, some: _Slice, method: Method, opening: Opening, order: Numbers, from_party: Numbers, to_party: Numbers, scratch: _Scratch,
        *, closes: bool = False,
    ) -> Any:  # fmt: skip
        first_day = some.first_day if self.openings is None else self.openings.day
        days = max(1, (some.last_day if closes else self.last_day) - first_day + 1)
        return trace(
            int(method), order, first_day, days, *some.transfers, some.columns["product"], from_party, to_party,
            opening.listed, opening.of(method), closes, scratch.slot_of, scratch.local_of,
        )  # fmt: skip

    def _one(self, partition: Partition, method: Method, k: int, scratch: _Scratch) -> _Traced:
        some = _Slice(partition, k)
        opening = self._opening(some.institution)
        first_day = some.first_day if self.openings is None else self.openings.day
        order, from_party, to_party, *_ = self._parties(some, opening, scratch)
        row, kind, fen, inflow, uses, lacking, *_ = self._trace(some, method, opening, order, from_party, to_party, scratch)
        clients, invested = count_clients(
            order, first_day, self.last_day - first_day + 1, *some.transfers, some.columns["product"], from_party, to_party,
            self.codes.annual_rate, scratch.seen,
        )  # fmt: skip
        stock = np.zeros(inflow.shape[1], np.int64)
        np.add.at(stock, opening.of(method)[:, 2], opening.of(method)[:, 3])
        return _Traced(
            some.institution, some.start, first_day, from_party, to_party, np.add(row, some.start, dtype=np.int64), kind, fen, inflow, uses,
            clients, invested, int(lacking), stock,
        )  # fmt: skip


class _Slice:
    """The transfers of one institution of a partition, if need be only those before an instant (microseconds)."""

    def __init__(self, partition: Partition, k: int, until: int | None = None) -> None:
        self.institution, self.start, end = int(partition.institutions[k]), int(partition.bounds[k]), int(partition.bounds[k + 1])
        if until is not None:
            end = self.start + int(np.searchsorted(partition.columns["moment"][self.start : end], until))
        self.columns = {name: column[self.start : end] for name, column in partition.columns.items()}
        self.transfers = [self.columns[name] for name in _TRANSFERS]

    def __len__(self) -> int:
        return len(self.columns["moment"])

    @property
    def first_day(self) -> int:
        return int(self.columns["moment"][0] // MICROSECONDS_A_DAY)

    @property
    def last_day(self) -> int:
        return int(self.columns["moment"][-1] // MICROSECONDS_A_DAY) if len(self) else 0


def load_kernel() -> None:
    """Load the compiled kernel from its cache, by one transfer that touches nothing, so that the first partition need not wait."""
    kinds = {"moment": np.int64, "place": np.int64, "amount_fen": np.int64, "purpose": np.int8, "has_order": np.bool_}
    columns = {name: _read_only(kinds.get(name, np.int32)) for name in (*_TRANSFERS, "place", "purpose", "product", "has_order")}
    small, money = _read_only(np.int32), _read_only(np.int64)
    codes = Codes(
        institution_ids=[""], business=[""], operator=small, custodian=small, account_ids=pa.array([""]), role=_read_only(np.int8),
        account_institution=small, holder=small, product_ids=pa.array([""]), product_institution=small, borrower=small, fee_cap=money,
        annual_rate=_read_only(np.float64), product_guarantor=small, party_ids=[""], unknown_accounts=0,
    )  # fmt: skip
    nobody = Standing(*(np.zeros(1, np.int64) for _ in range(4)))
    one = Partition(np.zeros(1, np.int32), np.array([0, 1]), columns)
    for method in (Method.SPECIFIC, Method.FIFO):
        Bookkeeper(codes, nobody, 0, threads=1).keep(one, method)


def _read_only(kind: type[Any]) -> Numbers:
    numbers: Numbers = np.zeros(1, kind)
    numbers.flags.writeable = False
    return numbers


class _Scratch:
    """Arrays that one thread writes and clears for each institution."""

    def __init__(self, codes: Codes) -> None:
        accounts, products = len(codes.role), max(1, len(codes.borrower))
        self.slot_of, self.seen, self.paid_in = (np.full(accounts, NONE, np.int32) for _ in range(3))
        self.local_of, self.fees = np.full(products, NONE, np.int32), np.zeros(products, np.int64)


@dataclass(frozen=True, slots=True)
class _Traced:
    institution: int
    start: int
    first_day: int
    from_party: Numbers
    to_party: Numbers
    moved_row: Numbers
    moved_kind: Numbers
    moved_fen: Numbers
    inflow: Numbers
    uses: Numbers
    clients: Numbers
    invested: Numbers
    lacking: int
    stock: Numbers  # what stood in the books before, by origin


def _gathered(codes: Codes, method: Method, traced: list[_Traced]) -> Books:
    return Books(
        method=method,
        movements=_movements(traced),
        uses=_uses(codes, traced),
        daily=_daily(codes, traced),
        from_party=np.concatenate([one.from_party for one in traced]),
        to_party=np.concatenate([one.to_party for one in traced]),
        lacking_fen={codes.institution_ids[one.institution]: one.lacking for one in traced if one.lacking},
    )


def _movements(traced: list[_Traced]) -> pa.Table:
    institution = np.repeat(np.array([one.institution for one in traced], np.int32), [len(one.moved_row) for one in traced])
    row, fen = np.concatenate([one.moved_row for one in traced]), np.concatenate([one.moved_fen for one in traced])
    kind = np.concatenate([one.moved_kind for one in traced])
    return pa.table([institution, row, ORIGIN_OF[kind], USE_OF[kind], MATCHED_OF[kind], fen], schema=MOVEMENTS)


def _uses(codes: Codes, traced: list[_Traced]) -> pa.Table:
    cells = [np.nonzero(one.uses) for one in traced]
    places = _Places(codes, traced, [cell[0] for cell in cells])
    origin, use = (_joined([cell[axis] for cell in cells]) for axis in (1, 2))
    amount = _joined([one.uses[cell] for one, cell in zip(traced, cells, strict=True)])
    return pa.table([places.institution, places.date, _words(Origin, origin), _words(Use, use), amount], schema=USES)


def _daily(codes: Codes, traced: list[_Traced]) -> pa.Table:
    parts = [_days_of(one) for one in traced]
    places = _Places(codes, traced, [part[0] for part in parts])
    origin, *columns = (_joined([part[k] for part in parts]) for k in range(1, len(parts[0])))
    columns[-1] = pa.array(columns[-1], from_pandas=True)
    return pa.table([places.institution, places.date, _words(Origin, origin), *columns], schema=DAILY)


def _days_of(one: _Traced) -> tuple[Numbers, ...]:
    """Return the days and origins at which there is anything, with opening, inflow, uses, closing, clients paying, paid, and rate."""
    out = one.uses.sum(axis=2)
    closing = one.stock + np.cumsum(one.inflow - out, axis=0)
    opening = np.vstack([one.stock[None, :], closing[:-1]])
    cell = day, origin = np.nonzero((opening != 0) | (one.inflow != 0) | (out != 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = one.invested[:, 1] / one.invested[:, 0]
    return day, origin, opening[cell], one.inflow[cell], out[cell], closing[cell], one.clients[day, 0], one.clients[day, 1], rate[day]


class _Places:
    """The institution and date of each row of a table that runs over several institutions."""

    def __init__(self, codes: Codes, traced: list[_Traced], days: list[Numbers]) -> None:
        position = np.repeat(np.arange(len(traced)), [len(some) for some in days]).astype(np.int32)
        ids = pa.array([codes.institution_ids[one.institution] for one in traced], pa.string())
        self.institution = ids.take(pa.array(position))
        self.date = pa.array(_joined([one.first_day + some for one, some in zip(traced, days, strict=True)]).astype(np.int32)).cast(
            pa.date32()
        )


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _words(enum: type[Origin] | type[Use], codes: Numbers) -> pa.Array:
    return pa.array(enum.words()).take(pa.array(codes.astype(np.int32)))
