"""Months of late returns: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param(
            {"returns_late_count": 1},
            {"2026-02": {"returns_late_count": 1}, "2026-01": {"returns_late_count": 0}, "2025-12": {"returns_late_count": 1}},
            2,
            id="two in a row",
        ),
        pytest.param({"returns_late_count": 0}, {"2026-02": {"returns_late_count": 1}}, 0, id="on time"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("returns_late_in_a_row", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({}, id="nothing owed"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("returns_late_in_a_row", **figures) is None
