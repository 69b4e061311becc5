"""Suits in 90 days: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param({"lawsuits_90_days_count": 4, "lawsuits_count": 1}, {}, 4, id="as sent"),
        pytest.param({"lawsuits_count": 1}, {"2026-02": {"lawsuits_count": 2}}, 3, id="three months together"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("lawsuits", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({}, id="nothing sent"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("lawsuits", **figures) is None
