"""Disclosure items missing: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"disclosure_items_missing_count": 5, "disclosure_items_due_count": 20}, 0.25, id="a quarter"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("disclosure_missing", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"disclosure_items_missing_count": 0, "disclosure_items_due_count": 0}, id="nothing due"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("disclosure_missing", **figures) is None
