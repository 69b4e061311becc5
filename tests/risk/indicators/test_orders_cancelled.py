"""Orders cancelled: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"orders_cancelled_fen": 25, "orders_in_hand_fen": 75}, 0.25, id="a quarter"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("orders_cancelled", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"orders_cancelled_fen": 0, "orders_in_hand_fen": 0}, id="no orders"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("orders_cancelled", **figures) is None
