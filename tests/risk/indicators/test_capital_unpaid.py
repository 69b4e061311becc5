"""Capital not paid in: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"paid_in_capital_fen": 10, "registered_capital_fen": 100}, 0.9, id="nine tenths"),
        pytest.param({"paid_in_capital_fen": 100, "registered_capital_fen": 100}, 0.0, id="all paid"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("capital_unpaid", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"paid_in_capital_fen": 10}, id="capital unknown"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("capital_unpaid", **figures) is None
