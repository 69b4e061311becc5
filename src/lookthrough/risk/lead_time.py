"""How early a level warned: from the first month at orange or above to the event, counted only where the subject stayed there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lookthrough.kernel.periods import Month

GRAVE = ("orange", "red")


def lead_days(levels: Mapping[Month, str], event_on: date) -> int | None:
    """Return the days from the first orange or red month's end to the event; nothing if it did not last.

    A level is known at the end of its month and stands until the end of the next scored month. It counts from the first such day on
    only if the subject was at orange or above on at least half of the days between that day and the event.
    """
    known = sorted((month.last_day, level) for month, level in levels.items() if month.last_day < event_on)
    first = next((day for day, level in known if level in GRAVE), None)
    if first is None:
        return None
    ends = [*(day for day, _ in known[1:]), event_on]
    grave = sum((end - day).days for (day, level), end in zip(known, ends, strict=True) if level in GRAVE)
    days = (event_on - first).days
    return days if grave * 2 >= days else None
