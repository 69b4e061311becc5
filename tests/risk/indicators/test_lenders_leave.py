"""Change of lenders: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param({"lenders_current_count": 200}, {"2025-12": {"lenders_current_count": 300}}, -0.3333333333333333, id="a third fewer"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("lenders_leave", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"lenders_current_count": 200}, id="no month to compare with"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("lenders_leave", **figures) is None
