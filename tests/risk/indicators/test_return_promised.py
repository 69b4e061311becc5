"""Highest return promised: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"promised_return_rate": 0.18}, 0.18, id="eighteen per cent"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("return_promised", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({}, id="nothing read"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("return_promised", **figures) is None
