"""Writes what departments reported of generated firms, and what became of them, as the files that a back-test reads."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.kernel.periods import Month
from lookthrough.sample.returns_firms import DEPARTMENTS, draw_firms

_NEVER_SENT = 0.04  # share of departments' months that never come
_LEFT_OUT = 0.02  # share of a return's firms that the department left out
FIRST = Month(2024, 11)


def write_measured(*, seeds: Sequence[int], firms: int, months: int, out: Path, first: Month = FIRST) -> tuple[Path, Path]:
    """Write ``monthly.parquet`` and ``outcomes.csv`` of ``firms`` firms a seed over ``months`` months; returns both places.

    Every seed is a city of its own; what departments did not send is not in it. The same seeds give the same bytes.
    """
    out.mkdir(parents=True, exist_ok=True)
    columns: dict[str, list[object]] = {"subject_type": [], "subject_id": [], "month": []}
    outcomes: list[tuple[str, str, int]] = []
    for seed in seeds:
        _take_city(columns, outcomes, seed, firms, months, first)
    monthly, became = out / "monthly.parquet", out / "outcomes.csv"
    pq.write_table(pa.table({name: pa.array(values) for name, values in columns.items()}), monthly, compression="zstd", store_schema=False)
    with became.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("subject_id", "problem_on", "failed"))
        writer.writerows(outcomes)
    return monthly, became


def _take_city(
    columns: dict[str, list[object]], outcomes: list[tuple[str, str, int]], seed: int, firms: int, months: int, first: Month
) -> None:
    drawn = draw_firms(firms=firms, first=first, months=months, seed=seed)
    names = [f"S{seed}-{place:05d}" for place in range(firms)]
    columns["subject_type"] += ["company"] * (firms * months)
    columns["subject_id"] += [name for name in names for _ in range(months)]
    columns["month"] += [str(month) for _ in names for month in drawn.months]
    for turn, department in enumerate(DEPARTMENTS):
        rng = np.random.default_rng([seed, 76, turn])
        silent = (rng.random(months) < _NEVER_SENT)[None, :] | (rng.random((firms, months)) < _LEFT_OUT)
        for field, values in drawn.fields[department].items():
            known = np.where(silent, np.nan, values).ravel().tolist()
            columns.setdefault(field, []).extend(None if math.isnan(value) else value for value in known)
    for name, fate in zip(names, drawn.fates, strict=True):
        outcomes.append((name, fate.problem_on.isoformat() if fate.problem_on else "", int(fate.problem_on is not None)))
