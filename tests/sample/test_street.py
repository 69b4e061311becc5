"""The street outside the institutions: everyone is told of, wrongdoers are found by the rules of parties, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lookthrough.flows.run import run_ledger
from lookthrough.sample.operations import simulate
from lookthrough.sample.street import RULES, plan_street
from lookthrough.sample.street_trades import TRADES


def test_conducts_and_trades_take_turns() -> None:
    acts = plan_street(institutions=120, seed=3, bad_share=0.3)

    assert {act.name for act in acts if not act.is_lawful} == set(RULES)
    assert {act.name for act in acts if act.is_lawful} == set(TRADES)


def test_nobody_does_wrong_where_no_such_conduct_is_asked_for() -> None:
    assert all(act.is_lawful for act in plan_street(institutions=40, seed=3, bad_share=0.5, rules=["ponzi_payout"]))


@pytest.mark.parametrize("days", [1, 40])
def test_a_street_may_live_for_a_short_time(days: int, tmp_path: Path) -> None:
    simulate(institutions=60, days=days, seed=5, bad_share=0.3, transfers=2_000, out=tmp_path / "ledger", rules=RULES)

    assert pq.read_table(tmp_path / "ledger" / "truth.parquet").num_rows > 0


@pytest.mark.slow
def test_wrongdoers_of_the_street_are_found_and_nobody_else(tmp_path: Path) -> None:
    simulate(institutions=60, days=240, seed=17, bad_share=0.4, transfers=20_000, out=tmp_path / "ledger", rules=RULES)
    truth = pq.read_table(tmp_path / "ledger" / "truth.parquet").to_pylist()
    guilty = {(row["rule"], row["subject_id"]) for row in truth if row["kind"] == "guilty" and row["subject_type"] == "party"}

    findings = run_ledger(ledger=tmp_path / "ledger", out=tmp_path / "out", rules=RULES).findings

    assert len(guilty) >= 9
    assert {(one.rule, one.subject_id) for one in findings} == guilty
