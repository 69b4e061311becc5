"""Burst of negative reports: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param(
            {"media_negative_items_count": 6},
            {
                "2026-02": {"media_negative_items_count": 2},
                "2026-01": {"media_negative_items_count": 2},
                "2025-12": {"media_negative_items_count": 2},
            },
            3.0,
            id="six against two a month",
        ),
        pytest.param(
            {"media_negative_items_count": 3}, {"2026-02": {"media_negative_items_count": 0}}, 3.0, id="a base below one counts as one"
        ),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("media_burst", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"media_negative_items_count": 6}, id="no month before"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("media_burst", **figures) is None
