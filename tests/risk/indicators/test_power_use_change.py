"""Power use against last year: a fall shows as a negative share, and without last year's month there is no value."""

from __future__ import annotations

import pytest

from monthly_builders import value

LAST_YEAR = {"2025-03": {"power_use_kwh": 1_000.0}}


@pytest.mark.parametrize(("used", "change"), [(400.0, -0.6), (1_000.0, 0.0), (1_500.0, 0.5), (0.0, -1.0)])
def test_the_month_is_compared_with_the_same_month_of_last_year(used: float, change: float) -> None:
    assert value("power_use_change", power_use_kwh=used, before=LAST_YEAR) == pytest.approx(change)


def test_the_month_before_is_no_base() -> None:
    assert value("power_use_change", power_use_kwh=400.0, before={"2026-02": {"power_use_kwh": 1_000.0}}) is None


def test_what_the_power_company_did_not_send_is_unknown_and_not_nothing() -> None:
    assert value("power_use_change", power_use_kwh=None, before=LAST_YEAR) is None


def test_a_firm_that_used_nothing_last_year_has_no_change() -> None:
    assert value("power_use_change", power_use_kwh=400.0, before={"2025-03": {"power_use_kwh": 0.0}}) is None
