"""Burst of exits: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"head_exits_90_days_count": 6, "head_exits_year_before_count": 8}, 3.0, id="six against two"),
        pytest.param({"head_exits_90_days_count": 3, "head_exits_year_before_count": 0}, 3.0, id="a base below one counts as one"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("head_exits_burst", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"head_exits_90_days_count": 6}, id="no base known"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("head_exits_burst", **figures) is None
