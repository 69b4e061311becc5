"""Advances over acceptances and credits: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param(
            {"bank_advances_fen": 100_000, "acceptances_outstanding_fen": 600_000, "credit_letters_outstanding_fen": 400_000},
            0.1,
            id="a tenth",
        ),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("bank_advances", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"bank_advances_fen": 0, "acceptances_outstanding_fen": 0, "credit_letters_outstanding_fen": 0}, id="no papers out"),
        pytest.param({"bank_advances_fen": 0, "acceptances_outstanding_fen": 5}, id="half of it"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("bank_advances", **figures) is None
