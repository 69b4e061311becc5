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

from lookthrough.flows.boundary import MICROSECONDS_A_DAY, see_parties
from lookthrough.flows.classes import Method, Origin, Use
from lookthrough.flows.coding import NONE, Codes, Numbers
from lookthrough.flows.instants import order_instants
from lookthrough.flows.partitions import Partition
from lookthrough.flows.standing import Standing
from lookthrough.flows.tracing import count_clients, trace

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

    def __init__(self, codes: Codes, standing: Standing, last_day: int, *, threads: int | None = None) -> None:
        self.codes, self.standing, self.last_day = codes, standing, last_day
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

    def _one(self, partition: Partition, method: Method, k: int, scratch: _Scratch) -> _Traced:
        institution, start, end = int(partition.institutions[k]), int(partition.bounds[k]), int(partition.bounds[k + 1])
        columns = {name: column[start:end] for name, column in partition.columns.items()}
        transfers = [columns[name] for name in _TRANSFERS]
        c, s = self.codes, self.standing
        first_day = int(columns["moment"][0] // MICROSECONDS_A_DAY)
        days = self.last_day - first_day + 1
        order = order_instants(institution, *transfers[:3], c.role, c.account_institution)
        from_party, to_party = see_parties(
            institution, order, *transfers, columns["purpose"], columns["product"], columns["has_order"],
            c.role, c.account_institution, c.holder, c.borrower, c.fee_cap, s.key, s.bits, s.from_day, s.to_day,
            scratch.paid_in, scratch.fees,
        )  # fmt: skip
        movements, inflow, uses, lacking = trace(
            int(method), order, first_day, days, *transfers, columns["product"], from_party, to_party, scratch.slot_of, scratch.local_of
        )
        movements[:, 0] += start
        clients, invested = count_clients(
            order, first_day, days, *transfers, columns["product"], from_party, to_party, c.annual_rate, scratch.seen
        )
        return _Traced(institution, start, first_day, from_party, to_party, movements, inflow, uses, clients, invested, int(lacking))


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
    movements: Numbers
    inflow: Numbers
    uses: Numbers
    clients: Numbers
    invested: Numbers
    lacking: int


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
    table = np.concatenate([one.movements for one in traced])
    institution = np.repeat([one.institution for one in traced], [len(one.movements) for one in traced]).astype(np.int32)
    row, origin, use, matched, amount = table.T
    return pa.table(
        [institution, row, origin.astype(np.int8), use.astype(np.int8), matched.astype(bool), np.ascontiguousarray(amount)],
        schema=MOVEMENTS,
    )


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
    closing = np.cumsum(one.inflow - out, axis=0)
    opening = np.vstack([np.zeros((1, closing.shape[1]), np.int64), closing[:-1]])
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
