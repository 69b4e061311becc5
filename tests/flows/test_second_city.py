"""An examination of every rule by a city that was written without a look at the rules: the guilty, the look-alikes, everybody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders import lookthrough
from flows.second.city import APPLIES, RULES
from flows.second.examination import Examination, examine
from flows.second.whole_city import build_city

SEEDS = (21, 22, 23, 24, 25, 26, 27)


def test_the_same_seed_tells_the_same_story() -> None:
    first, second = build_city(5), build_city(5)

    assert first.books.tables == second.books.tables
    assert first.truth == second.truth
    assert first.books.tables["transfers"] != build_city(6).books.tables["transfers"]


def test_no_subject_is_both_guilty_and_innocent_or_out_of_the_question() -> None:
    city = build_city(5)
    guilty = {(row["rule"], row["subject_id"]) for row in city.truth if row["kind"] == "guilty"}
    innocent = {(row["rule"], row["subject_id"]) for row in city.truth if row["kind"] == "innocent"}

    assert not guilty & innocent
    assert not (guilty | innocent) & city.unasked
    assert set(RULES) <= {rule for rule, _ in guilty} & {rule for rule, _ in innocent}
    assert all(city.businesses[subject] in APPLIES[rule] for rule, subject in guilty if rule in APPLIES)


@pytest.mark.slow
def test_the_ledger_is_accepted_whole(tmp_path: Path) -> None:
    ledger = build_city(21).write(tmp_path / "ledger")

    checked = lookthrough("flows", "check", ledger, "--json")

    report = json.loads(checked.stdout)
    assert checked.returncode == 0
    assert report["tables"]["transfers"]["rows"] < 100_000
    assert {name: table["refused"] for name, table in report["tables"].items()} == dict.fromkeys(report["tables"], 0)
    assert {name: table["missing_columns"] for name, table in report["tables"].items()} == {name: [] for name in report["tables"]}


@pytest.mark.slow
def test_each_rule_finds_the_guilty_and_leaves_everybody_else_alone(tmp_path: Path) -> None:
    examined = examine(SEEDS, tmp_path)  # one test, so that no two processes build the cities

    assert set(RULES) <= examined.ran
    failed = [said for rule in RULES for said in complaints(rule, examined)]
    assert not failed, "\n".join(failed)


def complaints(rule: str, examined: Examination) -> list[str]:
    """Say what is wrong with a rule: too few guilty to examine it, guilty that it missed, others that it found."""
    verdict = examined.verdicts[rule]
    said = {
        f"{rule}: only {len(verdict.guilty)} guilty": len(verdict.guilty) >= 20,
        f"{rule} missed: {examined.named(verdict.missed)}": verdict.recall >= 0.95,
        f"{rule} wrongly found: {examined.named(verdict.wronged)}": verdict.precision >= 0.90,
    }
    return [sentence for sentence, holds in said.items() if not holds]
