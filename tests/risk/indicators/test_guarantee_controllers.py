"""Guarantees for controllers over net assets: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param({"guarantee_controllers_fen": 3_000_000, "net_assets_fen": 10_000_000}, {}, 0.3, id="worked out"),
        pytest.param(
            {}, {"2026-02": {"guarantee_controllers_fen": 3_000_000, "net_assets_fen": 10_000_000}}, 0.3, id="last month's return stands in"
        ),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("guarantee_controllers", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({}, id="never reported"),
        pytest.param({"guarantee_controllers_fen": 1, "net_assets_fen": 0}, id="the whole is nothing"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("guarantee_controllers", **figures) is None
