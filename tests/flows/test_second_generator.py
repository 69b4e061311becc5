"""An examination by a town that the rules have never seen: do they find the guilty, and leave the honest alone?"""

from __future__ import annotations

from collections import defaultdict

import pytest

from builders import read_findings
from flows.second_town import build_town
from lookthrough.flows.run import run_ledger

SEEDS = (11, 12, 13, 14)
RULES = ("ponzi_payout", "client_money_diversion")
GRAVE = {"medium", "high", "critical_proposed"}
Verdicts = dict[tuple[str, str], set[str]]  # rule and truth → institutions


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> tuple[Verdicts, Verdicts]:
    """Return who is guilty or innocent of what in all towns, and whom the rules found."""
    truth: Verdicts = defaultdict(set)
    found: Verdicts = defaultdict(set)
    for seed in SEEDS:
        books, rows, _ = build_town(seed)
        folder = tmp_path_factory.mktemp(f"town{seed}")
        run_ledger(ledger=books.write(folder / "ledger", as_="parquet"), out=folder / "out")
        for row in rows:
            truth[row["rule"], row["kind"]].add(f"{seed} {row['subject_id']}")
        for finding in read_findings(folder / "out"):
            if finding["severity"] in GRAVE:
                found[finding["rule"], "found"].add(f"{seed} {finding['subject_id']}")
    return truth, found


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_the_towns_are_large_enough_to_examine_a_rule(rule: str, examined: tuple[Verdicts, Verdicts]) -> None:
    truth, _ = examined

    assert len(truth[rule, "guilty"]) >= 20
    assert len(truth[rule, "innocent"]) >= 200


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_the_rule_finds_the_guilty_and_leaves_the_honest_alone(rule: str, examined: tuple[Verdicts, Verdicts]) -> None:
    truth, found = examined
    guilty, innocent, accused = truth[rule, "guilty"], truth[rule, "innocent"], found[rule, "found"]

    missed, wronged = guilty - accused, innocent & accused
    recall = len(guilty & accused) / len(guilty)
    precision = len(guilty & accused) / max(1, len(guilty & accused) + len(wronged))

    assert recall >= 0.95, f"missed: {sorted(missed)}"
    assert precision >= 0.90, f"wronged: {sorted(wronged)}"
