"""Loans rolled over: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"loans_rolled_over_fen": 4_000_000, "credit_line_fen": 10_000_000}, 0.4, id="two fifths"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("loans_rolled_over", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"loans_rolled_over_fen": 0, "credit_line_fen": 0}, id="no line"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("loans_rolled_over", **figures) is None
