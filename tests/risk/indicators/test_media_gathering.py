"""Reports of protest: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param(
            {"media_petition_items_count": 1},
            {"2026-02": {"media_petition_items_count": 2}, "2025-11": {"media_petition_items_count": 9}},
            3,
            id="three months are added",
        ),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("media_gathering", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"media_negative_items_count": 1}, id="another return"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("media_gathering", **figures) is None
