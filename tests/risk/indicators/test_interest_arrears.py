"""Unpaid interest over loans: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"interest_arrears_fen": 200_000, "loans_outstanding_fen": 10_000_000}, 0.02, id="two per cent"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("interest_arrears", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"interest_arrears_fen": 0, "loans_outstanding_fen": 0}, id="no loans at all"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("interest_arrears", **figures) is None
