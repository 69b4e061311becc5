"""Fund pool (money): worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"finding_fund_pool_severity": 3}, 3, id="a high finding"),
        pytest.param({"finding_fund_pool_severity": 0}, 0, id="looked through, nothing found"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("fund_pool_found", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({}, id="not looked through"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("fund_pool_found", **figures) is None
