"""Findings held against a known truth: what counts as found, missed, wrong and early."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders import lookthrough
from lookthrough.flows.backtesting import BackTest, Verdict, judge, lead_groups, rate, read_truth
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.findings import Finding, Severity
from lookthrough.sample.operations import simulate

RUN = {"as_of": "2026-06-30", "ledger": "made", "method": "specific", "rules": {"ponzi_payout": {"status": "run"}}}


def finding(subject: str, day: str, severity: Severity = Severity.MEDIUM) -> Finding:
    at = date.fromisoformat(day)
    return Finding(
        rule="ponzi_payout", subject_type="institution", subject_id=subject, from_date=at, to_date=at, measure="share", value=0.2,
        limit=0.1, unit="share", severity=severity, prohibition_basis="", threshold_basis="", explanation_zh="", explanation_en="",
        rule_version="1", limits_version="1", as_of=date(2026, 6, 30),
    )  # fmt: skip


def verdict(subject: str, since: str, *, guilty: bool = True, until: str | None = None, rule: str = "ponzi_payout") -> Verdict:
    return Verdict(rule, ("institution", subject), date.fromisoformat(since), date.fromisoformat(until) if until else None, guilty)


def judged(findings: list[Finding], verdicts: list[Verdict], officers: int = 1) -> BackTest:
    return judge(findings, verdicts, RUN, since=date(2026, 1, 1), officers=officers)


def test_found_missed_and_wrongly_found_are_told_apart() -> None:
    verdicts = [verdict("A", "2026-02-01"), verdict("B", "2026-02-01"), verdict("C", "2026-01-01", guilty=False)]

    found = judged([finding("A", "2026-03-01"), finding("C", "2026-03-01"), finding("unlisted", "2026-03-01")], verdicts).rules[0]

    assert (found.missed, found.wrongly) == (["B"], ["C", "unlisted"])
    assert (found.recall.of, found.recall.cases) == (1, 2)
    assert (found.precision.of, found.precision.cases) == (1, 3)
    assert found.days_from_onset == [28]


def test_a_finding_outside_the_time_of_guilt_finds_nothing() -> None:
    verdicts = [verdict("A", "2026-03-01", until="2026-04-01")]

    assert judged([finding("A", "2026-02-28")], verdicts).rules[0].missed == ["A"]
    assert judged([finding("A", "2026-04-02")], verdicts).rules[0].missed == ["A"]
    assert judged([finding("A", "2026-04-01")], verdicts).rules[0].missed == []


def test_a_finding_of_low_severity_counts_for_nothing() -> None:
    verdicts = [verdict("A", "2026-02-01"), verdict("C", "2026-01-01", guilty=False)]
    hints = [finding("A", "2026-03-01", Severity.LOW), finding("C", "2026-03-01", Severity.LOW)]

    found = judged(hints, verdicts).rules[0]

    assert (found.missed, found.wrongly) == (["A"], [])


def test_lead_time_counts_grave_findings_before_the_end_alone() -> None:
    ends = [verdict(name, "2026-06-01", rule="collapse") for name in "ABC"]
    findings = [
        finding("A", "2026-03-01", Severity.HIGH), finding("A", "2026-05-01", Severity.CRITICAL_PROPOSED),
        finding("B", "2026-03-01"), finding("B", "2026-05-20", Severity.HIGH),
        finding("C", "2026-06-01", Severity.HIGH),
    ]  # fmt: skip

    found = judged(findings, ends)

    assert [lead.days for lead in found.lead_times] == [92, 12, None]
    assert (found.lead_at_least_60_days.of, found.lead_at_least_60_days.cases) == (1, 3)
    assert lead_groups(found.lead_times) == {"—": 1, "0–29": 1, "30–59": 0, "60–89": 0, "90–119": 1, "120–179": 0, "≥ 180": 0}


def test_honest_ones_with_a_grave_finding_are_counted() -> None:
    verdicts = [verdict("A", "2026-01-01", guilty=False), verdict("B", "2026-01-01", guilty=False), verdict("C", "2026-01-01")]

    found = judged([finding("A", "2026-03-01", Severity.HIGH), finding("C", "2026-03-01", Severity.HIGH)], verdicts)

    assert (found.honest_with_grave_finding.of, found.honest_with_grave_finding.cases) == (1, 2)


def test_alerts_are_counted_once_a_subject_and_month_and_shared_among_officers() -> None:
    findings = [finding("A", "2026-03-01"), finding("A", "2026-03-02"), finding("A", "2026-04-02"), finding("B", "2026-04-02")]

    found = judged(findings, [], officers=2)

    assert found.alerts_by_month == {"2026-03": 1, "2026-04": 2}
    assert found.alerts_an_officer_and_day == pytest.approx(3 / found.working_days / 2, abs=0.001)
    assert 115 <= found.working_days <= 122


def test_an_interval_holds_its_share_and_no_cases_have_none() -> None:
    assert rate(0, 0).share is None
    for cases in (1, 7, 100):
        for of in range(cases + 1):
            one = rate(of, cases)
            assert one.low is not None
            assert one.high is not None
            assert one.share is not None
            assert 0 <= one.low <= one.share <= one.high <= 1


def test_a_truth_with_another_word_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("rule,subject_type,subject_id,from_date,kind\nx,institution,A,2026-01-01,guilty\nx,institution,A,2026-01-01,perhaps\n")

    with pytest.raises(FileRefused) as refused:
        read_truth(path)
    assert (refused.value.row, refused.value.column) == (2, "kind")


def test_the_command_writes_figures_and_plots(tmp_path: Path) -> None:
    simulate(institutions=10, days=200, seed=9, bad_share=0.5, rules=["ponzi_payout", "custody_bypass"], out=tmp_path / "ledger")

    done = lookthrough(
        "flows", "backtest", tmp_path / "ledger", "--truth", tmp_path / "ledger/truth.parquet", "--out", tmp_path / "out", "--json"
    )

    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document == json.loads((tmp_path / "out/backtest.json").read_text(encoding="utf-8"))
    guilty = pq.read_table(tmp_path / "ledger/truth.parquet").filter(pa.compute.field("kind") == "guilty").to_pylist()
    by_rule = {rule["rule"]: rule for rule in document["rules"]}
    assert by_rule["ponzi_payout"]["guilty"] == len({row["subject_id"] for row in guilty if row["rule"] == "ponzi_payout"}) > 0
    for name in ("recall", "precision", "lead-time", "alerts"):
        assert (tmp_path / "out" / f"{name}.svg").read_text(encoding="utf-8").startswith("<svg")
