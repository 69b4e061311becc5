"""Social insurance owed a head: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"social_insurance_arrears_fen": 1_000_000, "insured_persons_count": 10}, 100_000, id="a thousand yuan a head"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("social_insurance_arrears", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"social_insurance_arrears_fen": 0, "insured_persons_count": 0}, id="nobody insured"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("social_insurance_arrears", **figures) is None
