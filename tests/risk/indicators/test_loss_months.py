"""Months of loss in a row: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param({"losing_months_count": 4}, {}, 4, id="as sent"),
        pytest.param(
            {"profit_fen": -1},
            {"2026-02": {"profit_fen": -5}, "2026-01": {"profit_fen": 3}, "2025-12": {"profit_fen": -3}},
            2,
            id="counted from profits",
        ),
        pytest.param({"profit_fen": 1}, {"2026-02": {"profit_fen": -5}}, 0, id="a month of profit ends it"),
        pytest.param({"profit_fen": -1}, {"2026-01": {"profit_fen": -5}}, 1, id="a month that was not sent ends it"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("loss_months", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({}, id="nothing sent"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("loss_months", **figures) is None
