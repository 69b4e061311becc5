"""Water use against last year: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param({"water_use_m3": 50, "water_use_last_year_m3": 100}, {}, -0.5, id="a fall by a half"),
        pytest.param({"water_use_m3": 60}, {"2025-03": {"water_use_m3": 100}}, -0.4, id="from our own months"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("water_use_change", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"water_use_m3": 60}, id="no year before"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("water_use_change", **figures) is None
