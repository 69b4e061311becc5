"""Generates ledgers: the same seed and flags give the same bytes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lookthrough.sample.days import calendar
from lookthrough.sample.generating import Advance, Simulated, write_ledger
from lookthrough.sample.plan import plan

START = date(2025, 11, 1)


def simulate(
    *, institutions: int, days: int, seed: int, out: Path, bad_share: float = 0.1, transfers: int | None = None, start: date = START,
    on_progress: Advance | None = None,
) -> Simulated:  # fmt: skip
    """Write a ledger of ``institutions`` over ``days`` into the folder ``out``, with ``truth.parquet`` beside it.

    ``transfers`` sets about how many there are (default 7,500 an institution and year); ``on_progress`` is told of each institution.
    """
    period = calendar(start, days)
    planned = plan(institutions=institutions, days=period, seed=seed, bad_share=bad_share, transfers=transfers)
    return write_ledger(planned=planned, period=period, seed=seed, out=out, on_progress=on_progress)
