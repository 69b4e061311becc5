"""Plays planned institutions one after the other and writes what they do, so that memory never holds more than one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from lookthrough.sample import truth
from lookthrough.sample.circle import gather
from lookthrough.sample.conducts import conducts
from lookthrough.sample.days import Days
from lookthrough.sample.entering import Entering
from lookthrough.sample.firms import Registrar
from lookthrough.sample.guaranteeing import guarantee
from lookthrough.sample.house import Counters, House, Planned
from lookthrough.sample.lending.play import lend
from lookthrough.sample.microlending import lend_own_money
from lookthrough.sample.payment import serve_payments
from lookthrough.sample.street import Act, enter_street, play_street
from lookthrough.sample.tables import SCHEMAS
from lookthrough.sample.town import settle_town
from lookthrough.sample.writing import ROWS_A_PART, LedgerWriter

EPOCH = date(1970, 1, 1)
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was written: rows of each table, how many institutions are guilty of something, and how many collapsed."""

    rows: dict[str, int]
    guilty: int
    collapsed: int


def write_ledger(
    *,
    planned: Sequence[Planned],
    street: Sequence[Act] = (),
    period: Days,
    seed: int,
    out: Path,
    registrar: Registrar | None = None,
    on_progress: Advance | None = None,
) -> Simulated:
    """Write the ledger of ``planned`` institutions and of the street beside them into ``out``, which has all of it or keeps what it had."""
    out.parent.mkdir(parents=True, exist_ok=True)
    firms = registrar or Registrar(seed=seed, founded_before=(period.start - EPOCH).days)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as unfinished:
        written = _write(Path(unfinished), planned, street, period, seed, firms, on_progress or (lambda _: None))
        _put_in_place(Path(unfinished), out)
    return written


def _write(
    folder: Path, planned: Sequence[Planned], street: Sequence[Act], period: Days, seed: int, registrar: Registrar, advance: Advance
) -> Simulated:
    counters, guilty, collapsed = Counters(), 0, 0
    expected = sum(one.transfers for one in planned)
    with LedgerWriter(folder, start=period.start, in_parts=expected > ROWS_A_PART // 2) as writer:
        entering = Entering(writer, period.start, seed)
        town = settle_town(entering, counters, registrar, transfers=expected)
        for one in planned:
            house = House(one, np.random.default_rng([seed, 1, one.number]), period, counters, seed, town, registrar)
            play(house)
            entering.house(house)
            guilty += any(judgement.kind == "guilty" for judgement in house.truth)
            collapsed += house.closed_day is not None
            advance(1)
        for act in street:
            enter_street(entering, play_street(act, period, counters, registrar, seed))
        writer.close()
        return Simulated(writer.rows(), guilty, collapsed)


def play(house: House) -> None:
    """Let one institution live from its first day to its last."""
    circle = gather(house)
    conduct = conducts()[house.planned.conduct] if house.planned.conduct else None
    if house.planned.business == "payment":
        serve_payments(house, circle, conduct)
    elif house.planned.business == "microlender":
        lend_own_money(house, conduct)
    elif house.planned.business == "guarantor":
        guarantee(house, conduct)
    else:
        lend(house, circle, conduct)
    if conduct is None:
        truth.innocent(house)


def _put_in_place(unfinished: Path, out: Path) -> None:
    """Replace the tables in ``out`` by the new ones; other files there stay."""
    out.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        (out / f"{name}.parquet").unlink(missing_ok=True)
    shutil.rmtree(out / "transfers", ignore_errors=True)
    for path in sorted(unfinished.iterdir()):
        shutil.move(str(path), out / path.name)
