"""Tax arrears in months of tax: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param(
            {"tax_arrears_fen": 3_000_000},
            {"2026-02": {"tax_paid_fen": 800_000}, "2025-06": {"tax_paid_fen": 1_200_000}},
            3.0,
            id="three months' tax",
        ),
        pytest.param({"tax_arrears_fen": 0}, {"2026-02": {"tax_paid_fen": 800_000}}, 0.0, id="nothing owed"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("tax_arrears", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"tax_arrears_fen": 3_000_000}, id="no tax before"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("tax_arrears", **figures) is None
