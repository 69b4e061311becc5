"""Working days: holidays and make-up days of three years, terms across them, and years that are only provisional."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.kernel.calendar import (
    CalendarUnknown,
    add_working_days,
    is_provisional,
    is_working_day,
    working_days_between,
    year_calendar,
)


@pytest.mark.parametrize("day", ["2024-02-12", "2024-10-07", "2025-01-28", "2025-10-08", "2026-02-23", "2026-10-07", "2026-11-21"])
def test_nobody_works_on_holidays_and_ordinary_weekends(day):
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2024-02-04", "2024-10-12", "2025-01-26", "2025-10-11", "2026-02-14", "2026-10-10", "2026-11-20"])
def test_offices_work_on_make_up_weekends_and_ordinary_weekdays(day):
    assert is_working_day(date.fromisoformat(day))


def test_a_term_across_the_spring_festival_skips_it_and_counts_the_make_up_saturday():
    assert add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert add_working_days(date(2026, 2, 13), 3) == date(2026, 2, 25)
    assert working_days_between(date(2026, 2, 13), date(2026, 2, 25)) == 3
    assert add_working_days(date(2026, 2, 25), -1) == date(2026, 2, 24)


@given(st.dates(date(2005, 1, 1), date(2029, 6, 1)), st.integers(min_value=1, max_value=90))
def test_adding_and_counting_agree(start, days):
    end = add_working_days(start, days)
    assert is_working_day(end)
    assert working_days_between(start, end) == days
    assert working_days_between(end, start) == -working_days_between(start - timedelta(days=1), end - timedelta(days=1))


def test_a_year_without_a_notice_is_provisional_and_says_on_what_it_rests():
    assert not year_calendar(2026).provisional
    coming = year_calendar(2027)
    assert coming.provisional
    assert "795" in coming.source.zh
    assert is_provisional(date(2026, 12, 20), date(2027, 1, 8))
    assert not is_provisional(date(2026, 12, 20))


def test_the_provisional_years_keep_the_statutory_holidays_and_plain_weekends():
    assert not is_working_day(date(2027, 2, 8))  # third day of the first lunar month, a Monday
    assert is_working_day(date(2027, 2, 9))
    assert not is_working_day(date(2027, 10, 9))
    assert add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_a_year_nobody_knows_is_not_guessed():
    with pytest.raises(CalendarUnknown, match="2041"):
        is_working_day(date(2041, 5, 6))
