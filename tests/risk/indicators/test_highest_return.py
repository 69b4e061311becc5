"""The highest return of six months: a month without a report is passed over, an older one is forgotten."""

from __future__ import annotations

import pytest

from monthly_builders import value

BEFORE = {"2026-02": {"annual_rate": 0.11}, "2025-12": {"annual_rate": 0.18}, "2025-09": {"annual_rate": 0.30}}


def test_the_highest_of_six_months_counts_and_what_is_older_does_not() -> None:
    assert value("highest_return", annual_rate=0.10, before=BEFORE) == pytest.approx(0.18)


def test_a_month_that_was_not_disclosed_is_passed_over() -> None:
    assert value("highest_return", annual_rate=None, before=BEFORE) == pytest.approx(0.18)


def test_a_platform_that_never_disclosed_its_returns_has_no_value() -> None:
    assert value("highest_return", annual_rate=None) is None
