"""An examination by a town that the rules have never seen: do they find the guilty, and leave the honest alone?"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from builders import read_findings
from flows.second_town import build_town
from lookthrough.flows.run import run_ledger

SEEDS = (11, 12, 13, 14)
RULES = ("ponzi_payout", "client_money_diversion")
GRAVE = {"medium", "high", "critical_proposed"}
Verdicts = dict[tuple[str, str], set[str]]  # rule and truth → institutions


def examine(folders: Path) -> tuple[Verdicts, Verdicts]:
    """Return who is guilty or innocent of what in all towns, and whom the rules found."""
    truth: Verdicts = defaultdict(set)
    found: Verdicts = defaultdict(set)
    for seed in SEEDS:
        books, rows, _ = build_town(seed)
        folder = folders / f"town{seed}"
        run_ledger(ledger=books.write(folder / "ledger", as_="parquet"), out=folder / "out", rules=RULES)
        for row in rows:
            truth[row["rule"], row["kind"]].add(f"{seed} {row['subject_id']}")
        for finding in read_findings(folder / "out"):
            if finding["severity"] in GRAVE:
                found[finding["rule"], "found"].add(f"{seed} {finding['subject_id']}")
    return truth, found


@pytest.mark.slow
def test_each_rule_finds_the_guilty_and_leaves_the_honest_alone(tmp_path: Path) -> None:
    truth, found = examine(tmp_path)  # one test, so that no two processes build the towns

    for rule in RULES:
        assert_examined(rule, truth[rule, "guilty"], truth[rule, "innocent"], found[rule, "found"])


def assert_examined(rule: str, guilty: set[str], innocent: set[str], accused: set[str]) -> None:
    """The towns are large enough to examine the rule, and it passes."""
    assert len(guilty) >= 20, rule
    assert len(innocent) >= 200, rule

    missed, wronged = guilty - accused, innocent & accused
    recall = len(guilty & accused) / len(guilty)
    precision = len(guilty & accused) / max(1, len(guilty & accused) + len(wronged))

    assert recall >= 0.95, f"{rule} missed: {sorted(missed)}"
    assert precision >= 0.90, f"{rule} wronged: {sorted(wronged)}"
