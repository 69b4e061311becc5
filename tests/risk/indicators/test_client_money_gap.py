"""Client money not in custody: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"client_money_fen": 100, "client_money_bank_fen": 90}, 0.1, id="a tenth"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("client_money_gap", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({}, id="never reported"),
        pytest.param({"client_money_fen": 0, "client_money_bank_fen": 0}, id="no clients"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("client_money_gap", **figures) is None
