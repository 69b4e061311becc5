"""Books against custody: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"outstanding_fen": 110, "custody_loans_outstanding_fen": 100}, 0.1, id="a tenth too much"),
        pytest.param({"outstanding_fen": 90, "custody_loans_outstanding_fen": 100}, 0.1, id="a tenth too little"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("books_against_custody", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"outstanding_fen": 110}, id="one side alone"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("books_against_custody", **figures) is None
