"""Liabilities over assets: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"total_liabilities_fen": 9_000_000, "total_assets_fen": 10_000_000}, 0.9, id="nine tenths"),
        pytest.param({"total_liabilities_fen": 12_000_000, "total_assets_fen": 10_000_000}, 1.2, id="more debt than assets"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("debt_ratio", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({}, id="nothing sent"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("debt_ratio", **figures) is None
