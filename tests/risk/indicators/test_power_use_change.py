"""Power use against last year: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param({"power_use_kwh": 400, "power_use_last_year_kwh": 1000}, {}, -0.6, id="a fall by three fifths"),
        pytest.param({"power_use_kwh": 400}, {"2025-03": {"power_use_kwh": 1000}}, -0.6, id="from our own months"),
        pytest.param({"power_use_kwh": 0, "power_use_last_year_kwh": 1000}, {}, -1.0, id="nothing used at all"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("power_use_change", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"power_use_kwh": 400}, id="the month before is no base"),
        pytest.param({"power_use_kwh": 400, "power_use_last_year_kwh": 0}, id="nothing used last year"),
        pytest.param({"power_use_last_year_kwh": 1000}, id="nothing sent"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("power_use_change", **figures) is None
