"""Overdue share of local loans: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"local_loans_overdue_fen": 50, "local_loans_outstanding_fen": 100}, 0.5, id="a half"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("local_loans_overdue", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"local_loans_overdue_fen": 0, "local_loans_outstanding_fen": 0}, id="no such loans"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("local_loans_overdue", **figures) is None
