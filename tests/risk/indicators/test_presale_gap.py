"""Gap of presale money: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"presale_needed_fen": 10_000_000, "presale_supervised_fen": 6_000_000}, 0.4, id="two fifths are lacking"),
        pytest.param({"presale_needed_fen": 10_000_000, "presale_supervised_fen": 16_000_000}, 0.0, id="more than enough"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("presale_gap", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"presale_needed_fen": 0, "presale_supervised_fen": 6_000_000}, id="nothing left to build"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("presale_gap", **figures) is None
