"""Claims over net assets: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param(
            {"lawsuit_claims_fen": 1_500_000, "net_assets_fen": 10_000_000}, {"2026-01": {"lawsuit_claims_fen": 500_000}}, 0.2, id="a fifth"
        ),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("claims_to_net_assets", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"lawsuit_claims_fen": 1_500_000}, id="net assets unknown"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("claims_to_net_assets", **figures) is None
