"""Tax paid against last year: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param({"tax_paid_fen": 5_000_000, "tax_paid_last_year_fen": 10_000_000}, {}, -0.5, id="a fall by a half"),
        pytest.param(
            {"tax_paid_fen": 0, "tax_paid_last_year_fen": 10_000_000},
            {"2026-02": {"tax_paid_fen": 10_000_000, "tax_paid_last_year_fen": 10_000_000}},
            -0.5,
            id="three months together",
        ),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("tax_change", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"tax_paid_fen": 1, "tax_paid_last_year_fen": 0}, id="nothing last year"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("tax_change", **figures) is None
