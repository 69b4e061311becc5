"""Three months' loss over net assets: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param(
            {"profit_fen": -600_000, "net_assets_fen": 10_000_000},
            {"2026-02": {"profit_fen": -500_000}, "2026-01": {"profit_fen": 100_000}},
            0.1,
            id="a tenth",
        ),
        pytest.param({"profit_fen": 600_000, "net_assets_fen": 10_000_000}, {"2026-02": {"profit_fen": 0}}, 0.0, id="a profit is nothing"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("loss_to_net_assets", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"profit_fen": -1, "net_assets_fen": 0}, id="no net assets left"),
        pytest.param({}, id="nothing sent"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("loss_to_net_assets", **figures) is None
