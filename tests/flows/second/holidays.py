"""The days on which the city's banks do not pay: weekends and the holidays of the first half of 2026, with the working weekends."""

from __future__ import annotations

from datetime import date, timedelta

from flows.second.city import START

_RESTS = (("2026-01-01", 3), ("2026-02-15", 9), ("2026-04-04", 3), ("2026-05-01", 5), ("2026-06-19", 3))
CLOSED = frozenset(date.fromisoformat(first) + timedelta(days=more) for first, days in _RESTS for more in range(days))
WORKED = frozenset(map(date.fromisoformat, ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09")))
LABOUR_DAY = (date(2026, 5, 1) - START.date()).days


def is_open(day: int) -> bool:
    """Whether banks pay on this day of the ledger."""
    on = START.date() + timedelta(days=day)
    return on in WORKED or (on not in CLOSED and on.weekday() < 5)


def next_payment(day: float) -> float:
    """When a bank that works from nine to five pays what was asked for now."""
    asked = int(day)
    if is_open(asked) and day - asked < 0.6:
        return max(day, asked + 0.4) + 0.08
    asked += 1
    while not is_open(asked):
        asked += 1
    return asked + 0.42
