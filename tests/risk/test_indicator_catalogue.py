"""Every indicator can stand before a supervisor: what it measures, why, whose figures it needs and what their absence means."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, all_indicators
from lookthrough.risk.scorecard import all_versions

CHINESE = re.compile(r"[一-鿿]")
TESTS = Path(__file__).with_name("indicators")
EVERY = all_indicators()

of_every_indicator = pytest.mark.parametrize("one", EVERY.values(), ids=list(EVERY))


@of_every_indicator
def test_an_indicator_speaks_both_languages(one):
    for text in (one.title, one.measures, one.reason, one.sentence, one.missing):
        assert CHINESE.search(text.zh), text
        assert not CHINESE.search(text.en), text
    assert "{value}" in one.sentence.zh
    assert set(re.findall(r"\{(\w+)", one.sentence.zh)) == set(re.findall(r"\{(\w+)", one.sentence.en)) <= {"value", "month"}


@of_every_indicator
def test_an_indicator_names_its_basis_and_its_facts(one):
    assert one.basis.strip()
    assert one.fields
    assert one.measure.__doc__


@of_every_indicator
def test_an_indicator_has_a_test_of_its_own(one):
    assert "def test_" in (TESTS / f"test_{one.name}.py").read_text(encoding="utf-8")


@of_every_indicator
def test_what_a_department_owes_never_counts_when_it_is_missing(one):
    for versions in all_versions().values():
        for row in (row for card in versions for row in card.rows if row.indicator == one.name):
            assert row.missing == 0 or one.owed_by is OwedBy.FIRM


def test_no_test_is_left_over():
    assert {path.stem.removeprefix("test_") for path in TESTS.glob("test_*.py")} == set(EVERY)


def test_every_group_of_the_plan_the_omens_and_the_five_dimensions_have_indicators():
    assert {one.group for one in EVERY.values()} == set(Group)
    assert len(EVERY) >= 60


@pytest.mark.parametrize("card", [card for versions in all_versions().values() for card in versions], ids=lambda card: card.slug)
def test_a_scorecard_rests_on_indicators_for_its_kind_of_subject(card):
    for row in card.rows:
        assert EVERY[row.indicator].subject in (card.subject, "any")
        assert row.basis.strip()
    assert 0 < card.coverage_needed < 1
