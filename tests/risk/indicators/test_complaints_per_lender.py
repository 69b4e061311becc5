"""Complaints for a thousand lenders: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"complaints_accepted_count": 10, "lenders_current_count": 2000}, 5.0, id="five for a thousand"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("complaints_per_lender", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"complaints_accepted_count": 10}, id="lenders unknown"),
        pytest.param({"complaints_accepted_count": 0, "lenders_current_count": 0}, id="nobody lends"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("complaints_per_lender", **figures) is None
