"""Tax falls more than sales: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param(
            {"tax_paid_fen": 50, "tax_paid_last_year_fen": 100, "tax_sales_fen": 90, "tax_sales_last_year_fen": 100},
            0.4,
            id="tax halves, sales fall by a tenth",
        ),
        pytest.param(
            {"tax_paid_fen": 50, "tax_paid_last_year_fen": 100, "tax_sales_fen": 50, "tax_sales_last_year_fen": 100},
            0.0,
            id="both fall alike",
        ),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("tax_without_sales", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"tax_paid_fen": 50, "tax_paid_last_year_fen": 100}, id="no sales known"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("tax_without_sales", **figures) is None
