"""Both rules on generated areas that nobody tuned them to: three seeds pooled, at least 20 guilty and 200 innocent subjects a rule."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lookthrough.flows.run import run_ledger
from lookthrough.sample.operations import simulate

SEEDS = (101, 202, 303)
RULES = ("ponzi_payout", "client_money_diversion")


@pytest.mark.slow
def test_recall_and_precision_at_medium(tmp_path: Path) -> None:
    guilty: dict[str, set[tuple[int, str]]] = {rule: set() for rule in RULES}
    innocent: dict[str, set[tuple[int, str]]] = {rule: set() for rule in RULES}
    found: dict[str, set[tuple[int, str]]] = {rule: set() for rule in RULES}
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        simulate(institutions=116, days=365, seed=seed, bad_share=0.2, rules=RULES, out=folder)
        run_ledger(ledger=folder, out=folder / "out", rules=RULES)
        for row in pq.read_table(folder / "truth.parquet").to_pylist():
            if row["rule"] in RULES:
                (guilty if row["kind"] == "guilty" else innocent)[row["rule"]].add((seed, row["subject_id"]))
        for row in pq.read_table(folder / "out" / "findings.parquet").to_pylist():
            found[row["rule"]].add((seed, row["subject_id"]))

    for rule in RULES:
        right = len(found[rule] & guilty[rule])
        assert len(guilty[rule]) >= 20, rule
        assert len(innocent[rule]) >= 200, rule
        assert right >= 0.95 * len(guilty[rule]), (rule, sorted(guilty[rule] - found[rule]))
        assert right >= 0.90 * len(found[rule]), (rule, sorted(found[rule] - guilty[rule]))
