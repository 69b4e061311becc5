"""Generates a ledger: the same seed and flags give the same bytes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from lookthrough.flows.classes import Role
from lookthrough.sample import truth
from lookthrough.sample.circle import gather
from lookthrough.sample.conducts import conducts
from lookthrough.sample.days import Days, calendar
from lookthrough.sample.entering import BANKS, Entering, institution_row
from lookthrough.sample.house import PERSON, Counters, House, PartyBlock, Planned
from lookthrough.sample.identifiers import mixed, numbered
from lookthrough.sample.lending.play import lend
from lookthrough.sample.plan import plan
from lookthrough.sample.tables import SCHEMAS
from lookthrough.sample.writing import ROWS_A_PART, LedgerWriter, words_column

START = date(2025, 11, 1)
_EPOCH = date(1970, 1, 1)
_TRANSFERS_A_SHARED_PERSON = 400
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was written: rows of each table, and which institutions go wrong."""

    rows: dict[str, int]
    guilty: int
    collapsed: int


def simulate(
    *, institutions: int, days: int, seed: int, out: Path, bad_share: float = 0.1, transfers: int | None = None, start: date = START,
    on_progress: Advance | None = None,
) -> Simulated:  # fmt: skip
    """Write a ledger of ``institutions`` over ``days`` into the folder ``out``, with ``truth.parquet`` beside it.

    ``transfers`` sets about how many there are (default 7,500 an institution and year); ``on_progress`` is told of each institution.
    """
    period = calendar(start, days)
    planned = plan(institutions=institutions, days=period, seed=seed, bad_share=bad_share, transfers=transfers)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as unfinished:
        written = _write(Path(unfinished), planned, period, seed, on_progress or (lambda _: None))
        _put_in_place(Path(unfinished), out)
    return written


def _write(folder: Path, planned: list[Planned], period: Days, seed: int, on_progress: Advance) -> Simulated:
    counters, guilty, collapsed = Counters(), 0, 0
    in_parts = sum(one.transfers for one in planned) > ROWS_A_PART // 2
    with LedgerWriter(folder, start=period.start, in_parts=in_parts) as writer:
        entering = Entering(writer, period.start, seed)
        pool, pool_accounts = _shared_people(entering, counters, sum(one.transfers for one in planned))
        for one in planned:
            rng = np.random.default_rng([seed, 1, one.number])
            founded_before = (period.start - _EPOCH).days
            house = House(one, rng, period, counters, seed, pool, pool_accounts, founded_before)
            _play(house)
            guilty += one.conduct is not None
            collapsed += house.closed_day is not None
            entering.house(house, institution=one.number)
            writer.take(
                "institutions", institution_row(entering, house, institution=one.number, name=_name(house), licence=None, custodian=None)
            )
            on_progress(1)
        writer.close()
        return Simulated(writer.rows(), guilty, collapsed)


def _play(house: House) -> None:
    circle = gather(house)
    conduct = conducts()[house.planned.conduct] if house.planned.conduct else None
    lend(house, circle, conduct)
    if conduct is None:
        truth.innocent(house)


def _name(house: House) -> str:
    operator = next(block.firms for block in house.parties if block.firms is not None)
    return str(operator.name[0].as_py())


def _shared_people(entering: Entering, counters: Counters, transfers: int) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Write the people who deal with several institutions, each with one bank account."""
    count = max(50, transfers // _TRANSFERS_A_SHARED_PERSON)
    people, accounts = counters.take("party", count), counters.take("account", count)
    entering.parties(PartyBlock(people, PERSON))
    bank = (mixed(accounts, entering.seed + 22) % np.uint64(len(BANKS))).astype(np.int64)
    columns = [
        numbered("A", accounts),
        numbered("P", people),
        pa.nulls(count, pa.string()),
        words_column(np.full(count, int(Role.EXTERNAL)), Role.words()),
        words_column(bank, BANKS),
        entering.days(np.full(count, -800)),
    ]
    entering.writer.take("accounts", pa.table(columns, names=SCHEMAS["accounts"].names))
    return people, accounts


def _put_in_place(unfinished: Path, out: Path) -> None:
    """Replace the tables in ``out`` by the new ones; other files there stay."""
    out.mkdir(parents=True, exist_ok=True)
    for name in (*SCHEMAS, "transfers"):
        (out / f"{name}.parquet").unlink(missing_ok=True)
    shutil.rmtree(out / "transfers", ignore_errors=True)
    for path in sorted(unfinished.iterdir()):
        shutil.move(str(path), out / path.name)
