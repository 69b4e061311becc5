"""Net outflow of cash: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param(
            {"cash_outflow_fen": 8_000_000, "cash_inflow_fen": 3_000_000},
            {"2026-02": {"cash_inflow_fen": 12_000_000}, "2026-01": {"cash_inflow_fen": 8_000_000}},
            0.5,
            id="half of a month's inflow",
        ),
        pytest.param(
            {"cash_outflow_fen": 1_000_000, "cash_inflow_fen": 3_000_000},
            {"2026-02": {"cash_inflow_fen": 12_000_000}},
            0.0,
            id="a net inflow is nothing",
        ),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("cash_outflow", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"cash_outflow_fen": 8_000_000, "cash_inflow_fen": 3_000_000}, id="no month before"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("cash_outflow", **figures) is None
