"""What is due on a day of rest is in time on the next working day; the three ways to say late agree."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lookthrough.cases.campaigns.lateness import last_day, late_days, late_until


def test_the_national_holiday_moves_a_due_day_to_the_day_after_it() -> None:
    assert last_day(date(2025, 10, 1)) == date(2025, 10, 9)
    assert last_day(date(2025, 9, 28)) == date(2025, 9, 28), "a Sunday on which offices work"
    assert late_days(date(2025, 10, 1), date(2025, 10, 9)) == 0
    assert late_days(date(2025, 10, 1), date(2025, 10, 10)) == 1


@given(st.dates(date(2024, 1, 8), date(2026, 11, 30)), st.integers(-20, 20))
def test_late_by_days_is_late_by_the_last_due_day(due_on: date, ahead: int) -> None:
    on = due_on + timedelta(days=ahead)
    assert (late_days(due_on, on) > 0) == (due_on <= late_until(on)) == (on > last_day(due_on) and late_days(due_on, on) > 0)
