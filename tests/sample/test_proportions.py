"""Pools, terms, balances and proportions of generated institutions: what is true of them is what the rules find, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lookthrough.flows.run import run_ledger
from lookthrough.sample.operations import simulate

OF_PLATFORMS = ("fund_pool", "term_mismatch", "split_listing", "balance_limit")
OF_LENDERS = ("small_loan_limit", "guarantee_limit")
Verdicts = dict[str, set[str]]  # rule → institutions


def examined(folder: Path, rules: tuple[str, ...], institutions: int) -> tuple[Verdicts, Verdicts, Verdicts]:
    """Return who is guilty and who innocent of each rule, and whom the rules find."""
    simulate(
        institutions=institutions, days=365, seed=77, bad_share=0.7, transfers=institutions * 2_000, rules=rules, out=folder / "ledger"
    )
    report = run_ledger(ledger=folder / "ledger", out=folder / "out", rules=rules)
    rows = pq.read_table(folder / "ledger/truth.parquet").to_pylist()
    guilty, innocent = ({rule: {row["subject_id"] for row in rows if row["rule"] == rule and row["kind"] == kind} for rule in rules}
                        for kind in ("guilty", "innocent"))  # fmt: skip
    return guilty, innocent, {rule: {one.subject_id for one in report.findings if one.rule == rule} for rule in rules}


@pytest.fixture(scope="module")
def platforms(tmp_path_factory: pytest.TempPathFactory) -> tuple[Verdicts, Verdicts, Verdicts]:
    return examined(tmp_path_factory.mktemp("platforms"), OF_PLATFORMS, 22)


@pytest.fixture(scope="module")
def lenders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Verdicts, Verdicts, Verdicts]:
    return examined(tmp_path_factory.mktemp("lenders"), OF_LENDERS, 40)


@pytest.mark.parametrize("rule", OF_PLATFORMS)
def test_platforms_guilty_of_it_are_found_and_no_others(rule: str, platforms: tuple[Verdicts, Verdicts, Verdicts]) -> None:
    guilty, _, found = platforms

    assert len(guilty[rule]) >= 3
    assert found[rule] == guilty[rule]


@pytest.mark.parametrize("rule", OF_LENDERS)
def test_lenders_and_guarantors_guilty_of_it_are_found_and_no_others(rule: str, lenders: tuple[Verdicts, Verdicts, Verdicts]) -> None:
    guilty, _, found = lenders

    assert len(guilty[rule]) >= 6
    assert found[rule] == guilty[rule]


def test_a_split_debt_passes_the_balance_limit_too(platforms: tuple[Verdicts, Verdicts, Verdicts]) -> None:
    guilty, _, _ = platforms

    assert guilty["split_listing"] <= guilty["balance_limit"]


def test_sound_lenders_are_called_innocent(lenders: tuple[Verdicts, Verdicts, Verdicts]) -> None:
    _, innocent, _ = lenders

    assert innocent["small_loan_limit"]
