"""Papers missing: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param(
            {"platform_filed_flag": 1, "custody_bank_flag": 0, "telecom_licence_flag": 0, "level_protection_flag": 1},
            2,
            id="custody and licence missing",
        ),
        pytest.param(
            {"platform_filed_flag": 1, "custody_bank_flag": 1, "telecom_licence_flag": 1, "level_protection_flag": 1}, 0, id="complete"
        ),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("platform_papers_missing", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"platform_filed_flag": 1, "custody_bank_flag": 1, "telecom_licence_flag": 1}, id="one of them unknown"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("platform_papers_missing", **figures) is None
