"""Several ledgers taken together: cases are added up before shares are taken, and whom each ledger missed is named with it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from builders import lookthrough
from flows.test_backtesting import RUN, finding, verdict
from lookthrough.flows.backtesting import BackTest, judge
from lookthrough.flows.pooling import pooled
from lookthrough.kernel.findings import Severity


def of_ledger(name: str, found: list[str], guilty: list[str]) -> BackTest:
    findings = [finding(one, "2026-03-01", Severity.HIGH) for one in found]
    verdicts = [verdict(one, "2026-02-01") for one in guilty] + [verdict("C", "2026-06-01", rule="collapse")]
    return judge(findings, verdicts, RUN | {"ledger": name}, since=date(2026, 1, 1), officers=1)


def test_cases_are_added_up_before_shares_are_taken() -> None:
    both = pooled([of_ledger("one", ["A"], ["A"]), of_ledger("two", ["B", "C"], ["A", "B", "D"])], institutions=8)

    rule = both.rules[0]
    assert (rule.guilty, rule.recall.of, rule.recall.cases) == (4, 2, 4)
    assert (rule.precision.of, rule.precision.cases) == (2, 3)
    assert (rule.missed, rule.wrongly) == (["two: A", "two: D"], ["two: C"])
    assert (both.lead_at_least_60_days.of, both.lead_at_least_60_days.cases) == (1, 2)


def test_the_bench_says_of_every_rule_what_was_found(tmp_path: Path) -> None:
    asked = ("--institutions", "6", "--bad-shares", "0.3", "--seeds", "3,4", "--transfers", "400", "--out", tmp_path / "rules.json")

    done = lookthrough("bench", "rules", *asked)

    assert done.returncode == 0, done.stderr
    said = json.loads((tmp_path / "rules.json").read_text())
    assert (said["ledgers"], said["institutions"], len(said["rules"])) == (2, 12, 24)
    assert all(one["recall"]["cases"] == one["guilty"] for one in said["rules"])
