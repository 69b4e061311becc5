"""Trace: where a listing's, an account's or a transfer's money went, or came from, through anybody's accounts in the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np
import pyarrow as pa

from lookthrough.flows.classes import Purpose, Role
from lookthrough.flows.coding import EPOCH, NONE, Codes, Numbers
from lookthrough.flows.hops import go_back, go_onward
from lookthrough.flows.opened import OpenedLedger, opened

Direction = Literal["forward", "back"]
Of = Literal["product", "account", "transfer"]
WINDOW_DAYS, HOPS = 30, 4


class NothingToFollow(LookupError):  # noqa: N818 - named like FileRefused
    """The ledger has no such listing, account or transfer, or no transfer of it to start from."""


@dataclass(frozen=True, slots=True)
class Step:
    """One transfer on the way: ``hop`` 0 is where the trace starts; ``traced_fen`` is the part of ``amount_fen`` that is followed."""

    hop: int
    transfer_id: str
    at: str
    from_account_id: str
    to_account_id: str
    purpose: str
    amount_fen: int
    traced_fen: int
    place: int  # in the order of time of the whole ledger, where an account is credited before it is debited within one instant


@dataclass(frozen=True, slots=True)
class End:
    """An account where followed money rests (onward) or beyond which it is not traced (back)."""

    account_id: str
    hop: int
    role: str
    holder: str
    holder_kind: str
    name: str  # firms alone have one in a ledger
    institution_id: str
    fen: int


@dataclass(frozen=True, slots=True)
class Trace:
    """What a trace found; the fen of the ends sum to ``start_fen``."""

    of: Of
    subject: str
    direction: Direction
    window_days: int
    hops: int
    start_fen: int
    steps: list[Step]
    ends: list[End]


def trace_money(
    *, folder: Path, of: Of, subject: str, direction: Direction = "forward", window_days: int = WINDOW_DAYS, hops: int = HOPS,
    as_of: date | None = None,
) -> Trace:  # fmt: skip
    """Follow the money of a listing (its disbursements onward, its payouts back), of an account, or of one transfer.

    Each starting transfer is followed for ``window_days`` and over ``hops`` further transfers at most, pro rata at each account; rows of
    the traced listing carry its money first. Raises ``NothingToFollow``, and ``FileRefused`` for an unsound ledger.
    """
    with opened(folder, as_of) as book:
        return trace_in(book, of=of, subject=subject, direction=direction, window_days=window_days, hops=hops)


def trace_in(
    book: OpenedLedger, *, of: Of, subject: str, direction: Direction = "forward", window_days: int = WINDOW_DAYS, hops: int = HOPS,
    on: date | None = None,
) -> Trace:  # fmt: skip
    """Follow money in a ledger that is open already, one trace after the other; ``on`` starts with the transfers of one day."""
    with book.alone:
        starts, listing = _starts(book, of, subject, direction)
        if on is not None:
            starts = _some(starts & (book.day == (on - EPOCH).days), of, subject)
        moved, rests = _followed(book, starts, listing, direction, window_days, hops)
        start_fen = sum(fen for _, hop, fen in moved if hop == 0)
        return Trace(of, subject, direction, window_days, hops, start_fen, _steps(book, moved), _ends(book, rests))


def _starts(book: OpenedLedger, of: Of, subject: str, direction: Direction) -> tuple[Numbers, int]:
    """Return which places in time set money on its way, and the code of the listing that is traced (``NONE`` for another trace)."""
    if of == "transfer":
        found = book.read.con.execute("SELECT part, row_no FROM transfers WHERE transfer_id = ?", [subject]).fetchone()
        starts = book.order == (book.columns.starts[found[0]] + found[1] - 1) if found else np.zeros(len(book.order), bool)
        return _some(starts, of, subject), NONE
    if of == "account":
        own = "from_account" if direction == "forward" else "to_account"
        return _some(book.of(own) == _code(book.codes.account_ids, subject, of), of, subject), NONE
    listing = _code(book.codes.product_ids, subject, of)
    of_listing, purpose = book.of("product") == listing, book.of("purpose")
    purposes = (Purpose.DISBURSE,) if direction == "forward" else (Purpose.PAYOUT_PRINCIPAL, Purpose.PAYOUT_INTEREST)
    starts = of_listing & np.isin(purpose, [int(one) for one in purposes])
    if direction == "forward" and not starts.any():  # money raised that never reached a borrower
        starts = of_listing & (purpose == int(Purpose.INVEST))
    return _some(starts, of, subject), listing


def _code(ids: pa.Array, wanted: str, of: Of) -> int:
    found: int = ids.index(pa.scalar(wanted, ids.type)).as_py()
    if found < 0:
        raise NothingToFollow(f"{of} {wanted}")
    return found


def _some(starts: Numbers, of: Of, subject: str) -> Numbers:
    if not starts.any():
        raise NothingToFollow(f"{of} {subject}")
    return starts


def _followed(
    book: OpenedLedger, starts: Numbers, listing: int, direction: Direction, window_days: int, hops: int
) -> tuple[list[tuple[int, int, int]], dict[tuple[int, int], int]]:
    """Follow the starts of each day through their own window; return (place, hop, fen) and the fen that rest, by account and hop."""
    of, onward = book.columns.of, direction == "forward"
    rows = [of[name] for name in ("from_account", "to_account", "amount_fen", "product")]
    tags, lacking = (np.zeros((len(book.codes.role), hops + 1), np.int64) for _ in range(2))
    moved: dict[tuple[int, int], int] = defaultdict(int)
    rests: dict[tuple[int, int], int] = defaultdict(int)
    for day in np.unique(book.day[starts]).tolist():
        begin, end = _window(book.day, day, window_days, onward)
        of_day = starts & (book.day == day)
        if onward:
            carried = go_onward(book.order, begin, end, of_day, *rows, book.before, listing, tags)
        else:
            carried = go_back(book.order, begin, end, of_day, *rows, book.before, book.filled, book.after, listing, tags, lacking)
        for place, hop, fen in carried:
            moved[place, hop] += fen
        touched = book.order[[place for place, *_ in carried]]
        for account in {*of["from_account"][touched].tolist(), *of["to_account"][touched].tolist()}:
            for hop, fen in enumerate((tags[account] + lacking[account]).tolist()):
                rests[account, hop] += fen
            tags[account], lacking[account] = 0, 0
    in_order = sorted(moved.items(), key=lambda one: (one[0][1], one[0][0]))
    return [(place, hop, fen) for (place, hop), fen in in_order], {where: fen for where, fen in rests.items() if fen}


def _window(days: Numbers, day: int, window_days: int, onward: bool) -> tuple[int, int]:
    first, last = (day, day + window_days) if onward else (day - window_days, day)
    return int(np.searchsorted(days, first, side="left")), int(np.searchsorted(days, last, side="right"))


def _steps(book: OpenedLedger, moved: list[tuple[int, int, int]]) -> list[Step]:
    places = book.columns.place(book.order[np.array([place for place, *_ in moved])]).tolist()
    con = book.read.con
    con.register("steps", pa.table({"place": pa.array(sorted(set(places)), pa.int64())}))
    rows: list[Any] = con.execute(
        "SELECT (part::BIGINT << 40) + row_no AS place, transfer_id, strftime(\"at\", '%Y-%m-%dT%H:%M:%S'), from_account_id, "
        "to_account_id, purpose, amount_fen FROM transfers WHERE (part::BIGINT << 40) + row_no IN (SELECT place FROM steps)"
    ).fetchall()
    named = ("transfer_id", "at", "from_account_id", "to_account_id", "purpose", "amount_fen")
    facts = {place: dict(zip(named, values, strict=True)) for place, *values in rows}
    return [Step(hop=hop, traced_fen=fen, place=order, **facts[place]) for place, (order, hop, fen) in zip(places, moved, strict=True)]


def _ends(book: OpenedLedger, rests: dict[tuple[int, int], int]) -> list[End]:
    con, codes = book.read.con, book.codes
    parties = {party: (kind, name or "") for party, kind, name in _parties(con, codes, {account for account, _ in rests})}
    ends = [_end(codes, parties, account, hop, fen) for (account, hop), fen in rests.items()]
    return sorted(ends, key=lambda end: (-end.fen, end.account_id, end.hop))


def _parties(con: duckdb.DuckDBPyConnection, codes: Codes, accounts: set[int]) -> Iterator[tuple[str, str, str | None]]:
    holders = sorted({codes.party_ids[codes.holder[account]] for account in accounts if codes.holder[account] != NONE})
    con.register("ends", pa.table({"party_id": pa.array(holders, pa.string())}))
    yield from con.execute("SELECT party_id, kind, name FROM parties WHERE party_id IN (SELECT party_id FROM ends)").fetchall()


def _end(codes: Codes, parties: dict[str, tuple[str, str]], account: int, hop: int, fen: int) -> End:
    holder = codes.party_ids[codes.holder[account]] if codes.holder[account] != NONE else ""
    kind, name = parties.get(holder, ("unknown", ""))
    institution = codes.account_institution[account]
    return End(
        account_id=codes.account_ids[account].as_py(),
        hop=hop,
        role=Role.words()[codes.role[account]],
        holder=holder,
        holder_kind=kind,
        name=name,
        institution_id=codes.institution_ids[institution] if institution != NONE else "",
        fen=fen,
    )
