"""Findings: one rule, one subject, one month."""

from dataclasses import replace
from datetime import date

from lookthrough.kernel.findings import Finding, Severity

FOUND = Finding(
    rule="ponzi_payout",
    subject_type="institution",
    subject_id="I7",
    from_date=date(2026, 3, 1),
    to_date=date(2026, 3, 30),
    measure="share of payouts that are other clients' principal",
    value=0.42,
    limit=0.3,
    unit="share",
    severity=Severity.HIGH,
    prohibition_basis="an article",
    threshold_basis="office setting",
    explanation_zh="借新还旧",
    explanation_en="paid out of new money",
    rule_version="1",
    limits_version="abc",
    as_of=date(2026, 3, 30),
)


def test_a_later_run_in_the_month_updates_and_the_next_month_is_another_finding():
    again = replace(FOUND, to_date=date(2026, 3, 31), value=0.5, as_of=date(2026, 3, 31))
    assert again.finding_id == FOUND.finding_id
    assert again.month == "2026-03"
    assert replace(FOUND, to_date=date(2026, 4, 1)).finding_id != FOUND.finding_id


def test_rule_and_subject_make_the_finding():
    others = [replace(FOUND, rule="fund_pool"), replace(FOUND, subject_id="I8"), replace(FOUND, subject_type="party")]
    assert len({FOUND.finding_id, *(other.finding_id for other in others)}) == 4


def test_severities_rank_from_info_to_what_only_a_second_officer_sets():
    assert [severity.value for severity in sorted(Severity, key=lambda severity: severity.rank)] == [
        "info",
        "low",
        "medium",
        "high",
        "critical_proposed",
    ]
