"""Made-up lending platforms for tests: months of figures, and who failed later, so that reason has something to find."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

MONTHS = ("2017-01", "2017-02", "2017-03", "2017-04", "2017-05", "2017-06")
COLUMNS = (
    "lent_fen", "lenders_current_count", "borrowers_current_count", "loans_count", "annual_rate", "term_months", "net_inflow_fen",
    "top_10_borrowers_share",
)  # fmt: skip


def write_platforms(folder: Path, *, platforms: int = 120, seed: int = 1, prefix: str = "平台") -> tuple[Path, Path]:
    """Write ``monthly.csv`` and ``outcomes.csv``: the odds of failure rise with the return and with lenders for one borrower."""
    dice = np.random.default_rng(seed)
    monthly, outcomes = folder / "monthly.csv", folder / "outcomes.csv"
    folder.mkdir(parents=True, exist_ok=True)
    with monthly.open("w", encoding="utf-8", newline="") as figures, outcomes.open("w", encoding="utf-8", newline="") as ends:
        rows, told = csv.writer(figures), csv.writer(ends)
        rows.writerow(["platform", "month", *COLUMNS])
        told.writerow(["platform", "problem_on", "failed"])
        for number in range(platforms):
            name, danger = f"{prefix}{number:04d}", float(dice.normal())
            failed = dice.random() < 1 / (1 + np.exp(0.8 - 1.5 * danger))
            told.writerow([name, f"2018-{1 + number % 12:02d}-15" if failed else "", int(failed)])
            for month in MONTHS:
                rows.writerow([name, month, *_month(dice, danger)])
    return monthly, outcomes


def _month(dice: np.random.Generator, danger: float) -> list[str]:
    lenders, borrowers = np.exp(6 + dice.normal(0, 0.3)), np.exp(4 - 0.8 * danger + dice.normal(0, 0.5))
    lent = lenders * 5_000_000 * np.exp(dice.normal(0, 0.2))
    figures = (
        lent, max(1, lenders), max(1, borrowers), max(1, borrowers * 2), 0.10 + 0.02 * danger + dice.normal(0, 0.01),
        max(0.5, 6 - danger + dice.normal(0, 1)), lent * dice.normal(0.05, 0.05),
        float(np.clip(0.3 + 0.1 * danger + dice.normal(0, 0.1), 0.01, 1)),
    )  # fmt: skip
    return [f"{one:.6f}" for one in figures]
