"""Periods over 2024 to 2026: holidays, make-up days, days that stood still; against a count by hand and against one day at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lookthrough.cases.clocks import Pause, Unit, add_months, due, left
from lookthrough.kernel.calendar import is_working_day

DAY = timedelta(days=1)
DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 30))
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # how busy the machine is says nothing of clocks
PAUSES = st.lists(
    st.tuples(DAYS, st.integers(0, 60)).map(lambda one: Pause(one[0], one[0] + timedelta(days=one[1]))), max_size=4
)  # fmt: skip


@pytest.mark.parametrize(
    ("start", "count", "ends"),
    [
        pytest.param(
            "2024-02-07", 3, "2024-02-18", id="Spring Festival 2024: the eve, 9 February, is worked by the notice, Sunday 18, too"
        ),
        pytest.param("2024-02-08", 3, "2024-02-19", id="Spring Festival 2024: 10 to 17 February off"),
        pytest.param("2024-09-13", 2, "2024-09-18", id="Mid-autumn 2024: Saturday 14 worked, 15-17 off"),
        pytest.param("2024-09-30", 1, "2024-10-08", id="National Day 2024"),
        pytest.param("2025-01-24", 2, "2025-01-27", id="Sunday 26 January 2025 worked"),
        pytest.param("2025-01-27", 1, "2025-02-05", id="Spring Festival 2025: 28 January to 4 February off"),
        pytest.param("2025-09-26", 3, "2025-09-30", id="Sunday 28 September 2025 worked"),
        pytest.param("2025-09-30", 2, "2025-10-10", id="National Day 2025, 1 to 8 October off"),
        pytest.param("2025-12-31", 1, "2026-01-04", id="New Year 2026: 1 to 3 off, Sunday 4 January worked"),
        pytest.param("2026-02-13", 2, "2026-02-24", id="Spring Festival 2026: 15 to 23 February off, Saturday 14 worked"),
        pytest.param("2026-09-30", 1, "2026-10-08", id="National Day 2026: 1 to 7 October off"),
    ],
)
def test_working_days_by_hand(start: str, count: int, ends: str) -> None:
    assert due(start=date.fromisoformat(start), count=count, unit=Unit.WORKING_DAYS).isoformat() == ends


@UNHURRIED
@given(start=DAYS, count=st.integers(1, 60), pauses=PAUSES)
def test_working_days_are_counted_one_by_one(start: date, count: int, pauses: list[Pause]) -> None:
    ends = due(start=start, count=count, unit=Unit.WORKING_DAYS, pauses=pauses)
    span = [start + DAY * ahead for ahead in range(1, (ends - start).days + 1)]
    counted = [day for day in span if is_working_day(day) and not any(one.from_on <= day <= (one.to_on or day) for one in pauses)]
    assert len(counted) == count
    assert counted[-1] == ends


@UNHURRIED
@given(start=DAYS, count=st.integers(1, 90), pauses=PAUSES)
def test_calendar_days_end_on_a_working_day_and_none_that_stood_still_counts(start: date, count: int, pauses: list[Pause]) -> None:
    ends = due(start=start, count=count, unit=Unit.DAYS, pauses=pauses)
    span = [start + DAY * ahead for ahead in range(1, (ends - start).days + 1)]
    counted = [day for day in span if not any(one.from_on <= day <= (one.to_on or day) for one in pauses)]
    last = counted[count - 1]
    assert ends == next(last + DAY * ahead for ahead in range(30) if is_working_day(last + DAY * ahead))


@given(start=DAYS, months=st.integers(1, 12), first=st.integers(1, 25), long=st.integers(1, 40))
def test_months_wait_as_long_as_they_stood_still(start: date, months: int, first: int, long: int) -> None:
    pause = Pause(start + DAY * first, start + DAY * (first + long - 1))
    plain, moved = add_months(start, months), due(start=start, count=months, unit=Unit.MONTHS, pauses=[pause])
    assert moved >= plain + DAY * long
    assert not any(is_working_day(plain + DAY * (long + ahead)) for ahead in range((moved - plain).days - long))


@pytest.mark.parametrize(
    ("start", "months", "ends"),
    [("2024-01-31", 1, "2024-02-29"), ("2025-08-31", 6, "2026-02-28"), ("2025-11-30", 3, "2026-02-28"), ("2024-12-05", 1, "2025-01-05")],
)
def test_a_month_without_that_day_ends_with_its_last(start: str, months: int, ends: str) -> None:
    assert add_months(date.fromisoformat(start), months).isoformat() == ends


def test_sixty_days_that_end_in_a_holiday_end_on_the_next_working_day() -> None:
    assert due(start=date(2026, 8, 3), count=60, unit=Unit.DAYS) == date(2026, 10, 8)  # 2 October is a holiday


def test_a_pause_without_an_end_lasts_until_today_and_pauses_that_overlap_count_once() -> None:
    pauses = [Pause(date(2026, 11, 4), date(2026, 11, 6)), Pause(date(2026, 11, 5), None)]
    given_today = due(start=date(2026, 11, 2), count=2, unit=Unit.WORKING_DAYS, pauses=pauses, today=date(2026, 11, 10))
    assert given_today == date(2026, 11, 11)


@pytest.mark.parametrize(("on", "days"), [("2026-11-20", 0), ("2026-11-17", 3), ("2026-11-21", -1), ("2026-11-23", -1), ("2026-11-15", 5)])
def test_what_is_left_is_said_in_working_days(on: str, days: int) -> None:
    assert left(on=date.fromisoformat(on), due_on=date(2026, 11, 20)) == days
