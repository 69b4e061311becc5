"""A year of levels can be asked again: the same bytes, also after the catalogue has changed; what was tampered with is seen."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lookthrough.audit import queries as audit
from lookthrough.kernel.periods import Month
from lookthrough.risk import indicator as catalogue
from lookthrough.risk import score_kept
from lookthrough.risk.score_kept import KnownFact
from lookthrough.risk.score_models import Scoring, Standing
from lookthrough.risk.score_operations import SubjectKind, folder_of, replay, score_month

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 8, 9, 0, tzinfo=UTC)
YEAR = [Month(2025, 1).plus(later) for later in range(12)]
SUBJECTS = [SubjectKind("company", f"F{place}", "", "330302") for place in range(8)] + [
    SubjectKind("institution", "G1", "guarantor", "330302")
]


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def facts(seed: int = 1) -> list[KnownFact]:
    """A year of figures of eight firms and a guarantor."""
    draw = random.Random(seed)  # noqa: S311
    made = []
    for month in [YEAR[0].plus(back) for back in range(-12, 12)]:
        for firm in range(8):
            for field in ("power_use_kwh", "wages_unpaid_months", "profit_fen", "net_assets_fen", "lawsuits_count", "tax_paid_fen"):
                made.append(KnownFact("company", f"F{firm}", str(month), field, round(draw.uniform(-3, 9), 2)))
        for field in ("net_assets_fen", "guarantee_liability_fen", "guarantee_largest_client_fen"):
            made.append(KnownFact("institution", "G1", str(month), field, draw.uniform(1, 9)))
    return made


def test_a_year_is_replayed_to_the_same_bytes(tmp_path: Path) -> None:
    for month in YEAR:
        score_month(month=month, facts=facts(), subjects=SUBJECTS, at=AT)

    done = replay(out=tmp_path / "again")

    assert len(done) == 12 * 2  # enterprises, guarantors: of fundraising and money nothing is known
    assert all(one.kept and one.same and one.method_today for one in done)
    for scoring in Scoring.objects.all():
        again = tmp_path / "again" / f"{scoring.month}-{scoring.scorecard}-{scoring.key[:8]}.parquet"
        assert again.read_bytes() == (folder_of(scoring.key) / score_kept.SCORES).read_bytes()


def test_the_order_in_which_facts_arrive_changes_nothing() -> None:
    first = score_month(month=YEAR[5], facts=facts(), subjects=SUBJECTS, at=AT)
    again = score_month(month=YEAR[5], facts=reversed(facts()), subjects=SUBJECTS[::-1], at=AT)

    assert (first.new, again.new) == (2, 0)
    assert first.levels == again.levels


def test_figures_corrected_and_corrected_back_stand_as_they_first_stood() -> None:
    def points(seed: int) -> list[float]:
        score_month(month=YEAR[5], facts=facts(seed), subjects=SUBJECTS, at=AT)
        return list(Standing.objects.order_by("subject_id", "scorecard").values_list("points", flat=True))

    first, other = points(1), points(2)
    assert first != other
    assert points(1) == first
    assert Scoring.objects.count() == 4  # nothing is kept twice
    assert score_month(month=YEAR[5], facts=facts(1), subjects=SUBJECTS, at=AT).new == 0


def test_a_replay_asks_the_old_question_even_when_an_indicator_has_changed_since(monkeypatch: pytest.MonkeyPatch) -> None:
    score_month(month=YEAR[0], facts=facts(), subjects=SUBJECTS, at=AT)
    changed = dict(catalogue.all_indicators())
    object.__setattr__(changed["wages_unpaid"], "version", "another")
    try:
        done = {one.scorecard: one for one in replay(month=YEAR[0])}
    finally:
        catalogue.all_indicators.cache_clear()

    assert all(one.same for one in done.values())
    assert not done["enterprise"].method_today
    assert done["guarantor"].method_today


def test_figures_that_somebody_changed_on_disk_are_seen() -> None:
    score_month(month=YEAR[0], facts=facts(), subjects=SUBJECTS, at=AT)
    scoring = Scoring.objects.get(scorecard="guarantor")
    path = folder_of(scoring.key) / score_kept.METHOD
    path.write_bytes(path.read_bytes().replace(b'"weight": 30.0', b'"weight": 10.0'))

    assert [one.scorecard for one in replay() if not one.kept] == ["guarantor"]


def test_corrected_figures_make_a_new_scoring_and_the_old_one_stays() -> None:
    score_month(month=YEAR[0], facts=facts(), subjects=SUBJECTS, at=AT)
    before = Standing.objects.get(subject_id="F1", scorecard="enterprise")
    score_month(month=YEAR[0], facts=facts(seed=2), subjects=SUBJECTS, at=AT)
    after = Standing.objects.get(subject_id="F1", scorecard="enterprise")

    assert Scoring.objects.filter(scorecard="enterprise").count() == 2
    assert after.scoring_id != before.scoring_id
    assert all(one.same for one in replay())


def test_each_scoring_is_in_the_trail_with_its_hashes() -> None:
    score_month(month=YEAR[0], facts=facts(), subjects=SUBJECTS, at=AT)
    scoring = Scoring.objects.get(scorecard="enterprise")
    (entry,), _ = audit.entries(object_type="scoring", object_id=f"enterprise:{YEAR[0]}")

    assert entry.details["scores_hash"] == scoring.scores_hash


def test_a_month_before_a_scorecard_was_in_force_has_no_level() -> None:
    done = score_month(
        month=Month(2015, 1), facts=[KnownFact("company", "F1", "2015-01", "wages_unpaid_months", 2)], subjects=SUBJECTS, at=AT
    )

    assert done.new == 0
    assert date(2015, 1, 31) < date(2016, 8, 17)
