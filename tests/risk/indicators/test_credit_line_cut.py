"""Credit lines cut: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param(
            {"credit_line_fen": 20_000_000, "credit_line_cut_fen": 6_000_000},
            {"2026-02": {"credit_line_cut_fen": 4_000_000}},
            0.3333333333333333,
            id="a third in three months",
        ),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("credit_line_cut", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"credit_line_fen": 0, "credit_line_cut_fen": 0}, id="no line"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("credit_line_cut", **figures) is None
