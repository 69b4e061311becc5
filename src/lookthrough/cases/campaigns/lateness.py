"""When a day that was set has passed: a day on which offices rest moves to the next working day, as terms of administration do."""

from __future__ import annotations

from datetime import date

from lookthrough.kernel.calendar import add_working_days, is_working_day, working_days_between


def last_day(due_on: date) -> date:
    """Return the last day on which something due is in time."""
    return due_on if is_working_day(due_on) else add_working_days(due_on, 1)


def late_days(due_on: date, on: date) -> int:
    """Return by how many working days something that is not done is late; nil or less while it is in time."""
    return working_days_between(last_day(due_on), on)


def late_until(on: date) -> date:
    """Return the last due day that is late on a day: what was due on it or before should have been done."""
    today = on if is_working_day(on) else add_working_days(on, -1)  # on a day of rest nothing grows later
    return add_working_days(today, -1)
