"""What the house itself knows reaches levels: hits, licences that ended, findings of the money and the rules that found nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lookthrough.flows import queries as flows
from lookthrough.kernel.findings import Finding, Severity
from lookthrough.kernel.periods import Month
from lookthrough.registry.queries import InstitutionFacts, StoredHit
from lookthrough.risk import known_facts
from lookthrough.risk.score_kept import KnownFact

pytestmark = pytest.mark.django_db
DAY, MONTH = date(2026, 3, 31), Month(2026, 3)
FIRM = "91330302MA0000000X"


def hit(grade: str, *, negated: bool = False, licensed: bool = False) -> StoredHit:
    return StoredHit(FIRM, FIRM, "某财富", "330302", "name", "财富管理", 1, "act-737-art-9", "财富管理", grade, negated, licensed, "art. 9")


def finding(month: int, severity: Severity) -> Finding:
    day = date(2026, month, 28)
    return Finding(
        rule="ponzi_payout", subject_type="institution", subject_id="I1", from_date=day, to_date=day, measure="", value=0.2, limit=0.1,
        unit="share", severity=severity, prohibition_basis="", threshold_basis="", explanation_zh="", explanation_en="",
        rule_version="", limits_version="", as_of=day,
    )  # fmt: skip


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> list[KnownFact]:
    """A firm with two forbidden words and one that is negated; I1 with findings in February and March; I2 asked and clean."""
    some = [
        InstitutionFacts(one, one, business, "", None, "330302") for one, business in (("I1", "p2p"), ("I2", "p2p"), ("I3", "insurance"))
    ]
    run = flows.StoredRun(DAY, "specific", ("ponzi_payout",), "", 1, 3)
    told: dict[str, Any] = {
        "institutions": lambda **_: some,
        "graded_hits": lambda **_: [hit("block"), hit("block"), hit("watch"), hit("block", negated=True), hit("block", licensed=True)],
    }
    for name, answer in told.items():
        monkeypatch.setattr(known_facts.register, name, answer)
    monkeypatch.setattr(known_facts.money, "current_run", lambda: run)
    monkeypatch.setattr(
        known_facts.money, "findings", lambda **_: [finding(2, Severity.MEDIUM), finding(3, Severity.HIGH), finding(3, Severity.LOW)]
    )
    monkeypatch.setattr(
        known_facts.money, "rules_asked", lambda: {"ponzi_payout": frozenset({"insurance"}), "no_indicator_uses_it": frozenset()}
    )
    return known_facts.facts_known(month=MONTH, on=DAY)


def value(known: list[KnownFact], subject: str, field: str, month: str = "2026-03") -> float | None:
    return next((one.value for one in known if (one.subject_id, one.field, one.month) == (subject, field, month)), None)


def test_words_that_are_negated_or_licensed_do_not_count(known: list[KnownFact]) -> None:
    assert value(known, FIRM, "block_hits_count") == 2
    assert value(known, FIRM, "feature_hits_count") == 1
    assert value(known, FIRM, "key_watch_flag") == 0


def test_the_gravest_finding_of_each_month_counts_and_a_clean_institution_has_a_nought(known: list[KnownFact]) -> None:
    field = "finding_ponzi_payout_severity"
    assert [value(known, "I1", field, month) for month in ("2026-01", "2026-02", "2026-03")] == [0, 2, 3]
    assert value(known, "I2", field) == 0


def test_a_rule_that_could_not_be_asked_of_a_business_leaves_it_unknown(known: list[KnownFact]) -> None:
    assert value(known, "I3", "finding_ponzi_payout_severity") is None
    assert not any(one.field == "finding_no_indicator_uses_it_severity" for one in known)


def test_subjects_are_institutions_by_their_business_and_firms_by_their_code(known: list[KnownFact]) -> None:
    kinds = {(one.subject_type, one.subject_id): one.kind for one in known_facts.subjects_known(known)}
    assert kinds[("institution", "I3")] == "insurance"
    assert kinds[("company", FIRM)] == ""
