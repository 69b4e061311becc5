"""Unpaid guaranteed debts over net assets: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"guaranteed_debt_unpaid_fen": 2_000_000, "net_assets_fen": 10_000_000}, 0.2, id="a fifth"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("guaranteed_debt_unpaid", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"guaranteed_debt_unpaid_fen": 1, "net_assets_fen": 0}, id="no net assets left"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("guaranteed_debt_unpaid", **figures) is None
