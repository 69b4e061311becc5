"""Overdue share of loans: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"loans_overdue_fen": 2_500_000, "loans_outstanding_fen": 10_000_000}, 0.25, id="a quarter"),
        pytest.param({"loans_overdue_fen": 0, "loans_outstanding_fen": 10_000_000}, 0.0, id="none"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("loans_overdue", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"loans_overdue_fen": 0, "loans_outstanding_fen": 0}, id="no loans at all"),
        pytest.param({}, id="nothing sent"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("loans_overdue", **figures) is None
