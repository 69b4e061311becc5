"""Firms that vouch for each other: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"mutual_guarantors_count": 5}, 5, id="five"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("mutual_guarantors", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({}, id="nothing sent"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("mutual_guarantors", **figures) is None
