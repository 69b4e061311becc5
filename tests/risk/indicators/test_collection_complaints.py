"""Complaints about collection: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param({"collection_complaints_count": 3}, {}, 3, id="as reported"),
        pytest.param({}, {"2026-02": {"collection_complaints_count": 3}}, 3, id="last month's return stands in"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("collection_complaints", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({}, id="never reported"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("collection_complaints", **figures) is None
