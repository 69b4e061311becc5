"""Months and windows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.kernel.periods import Month, Period, trailing_days, trailing_months


def test_a_month_knows_its_days_and_its_neighbours():
    february = Month.parse("2028-02")
    assert (february.first_day, february.last_day) == (date(2028, 2, 1), date(2028, 2, 29))
    assert str(Month.parse("2026-12").next) == "2027-01"
    assert Month.of(date(2026, 1, 31)).previous < Month.of(date(2026, 1, 1))
    assert date(2028, 2, 29) in february.period


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-3", "202603", "2026-03-01", ""])
def test_other_texts_are_no_month(text):
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(min_value=-600, max_value=600))
def test_going_forth_and_back_ends_where_it_began(day, months):
    assert Month.of(day).plus(months).plus(-months) == Month.of(day)
    assert Month.of(day).period.days == Month.of(day).last_day.day


def test_windows_include_both_ends():
    assert trailing_days(date(2026, 3, 31), 30) == Period(date(2026, 3, 2), date(2026, 3, 31))
    assert [str(month) for month in trailing_months(Month(2026, 1), 3)] == ["2025-11", "2025-12", "2026-01"]
    for refused in (lambda: trailing_days(date(2026, 3, 31), 0), lambda: trailing_months(Month(2026, 1), 0)):
        with pytest.raises(ValueError, match="at least one"):
            refused()


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2026, 3, 2), date(2026, 3, 1))
