"""How long clients wait for their money, in working time: the clock stands still on days of rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import numpy as np
from numba import njit

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.coding import EPOCH, Numbers
from lookthrough.kernel.calendar import CalendarUnknown, is_working_day

_MIDDLE, _TAIL, _UNPAID = 0, 1, 2
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """Days of the week looked at and of the base before it; from how many payments on which figure says something; shares."""

    window_days: int
    base_days: int
    least_days: float
    payments: int
    payments_for_tail: int
    base_for_tail: int
    unpaid: int
    unpaid_share: float
    unpaid_days: float


@dataclass(frozen=True, slots=True)
class Slow:
    """A day on which clients waited long: by the middle or the slowest twentieth of the week's payments, or by what stands unpaid."""

    day: int
    value: float  # times the base, or days of age
    days: float  # what was waited
    base: float
    is_tail: bool
    is_unpaid: bool


def working_time(moments: Numbers) -> Numbers:
    """Return working days since an early day, with fractions, for moments in microseconds."""
    day = moments // MICROSECONDS_A_DAY
    if not len(day):
        return np.zeros(0)
    first, last = int(day.min()), int(day.max())
    works = np.array([_works(number) for number in range(first, last + 1)], np.float64)
    before = np.concatenate([[0.0], np.cumsum(works)])[:-1]
    found: Numbers = before[day - first] + works[day - first] * (moments % MICROSECONDS_A_DAY) / MICROSECONDS_A_DAY
    return found


@cache
def _works(number: int) -> bool:
    day = EPOCH + timedelta(days=number)
    try:
        return is_working_day(day)
    except CalendarUnknown:  # a year whose notice is not out
        return day.weekday() < _SATURDAY


def worst_of_months(slow: Iterator[Slow]) -> list[Slow]:
    """Keep, of each month, the slowest day by each figure."""
    worst: dict[tuple[object, bool, bool], Slow] = {}
    for one in slow:
        key = np.datetime64(one.day, "D").astype("datetime64[M]").item(), one.is_tail, one.is_unpaid
        if key not in worst or one.value > worst[key].value:
            worst[key] = one
    return list(worst.values())


def slow_days(requested: Numbers, paid: Numbers, until: int, terms: Terms) -> Iterator[Slow]:
    """Yield the days on which one institution's clients waited too long, beside its own base.

    ``requested`` and ``paid`` are microseconds; one that is not paid by ``until`` has ``paid`` = ``until``, the end of the last day.
    """
    done = paid < until
    clock = working_time(np.concatenate([requested, paid, _ends_of_days(requested, until)]))
    asked, given, ends = clock[: len(requested)], clock[len(requested) : 2 * len(requested)], clock[2 * len(requested) :]
    first = int(requested.min() // MICROSECONDS_A_DAY)
    order = np.argsort(np.where(done, paid, until), kind="stable")
    rows = order[: int(done.sum())]
    by_request = np.argsort(requested, kind="stable")
    settled = np.where(done, paid // MICROSECONDS_A_DAY - first, 1 << 40)[by_request]
    for day, kind, value, days, base in _slow(
        paid[rows] // MICROSECONDS_A_DAY - first, (given - asked)[rows], requested[by_request] // MICROSECONDS_A_DAY - first,
        asked[by_request], settled, ends, terms.window_days, terms.base_days, terms.least_days, terms.payments, terms.payments_for_tail,
        terms.base_for_tail, terms.unpaid, terms.unpaid_share, terms.unpaid_days,
    ):  # fmt: skip
        yield Slow(first + day, value, days, base, kind == _TAIL, kind == _UNPAID)


def _ends_of_days(requested: Numbers, until: int) -> Numbers:
    """Return the last moment of each day from the first request to the end."""
    first = int(requested.min() // MICROSECONDS_A_DAY)
    found: Numbers = np.arange(first + 1, until // MICROSECONDS_A_DAY + 1, dtype=np.int64) * MICROSECONDS_A_DAY - 1
    return found


@njit(cache=True, nogil=True)
def _slow(  # type: ignore[no-untyped-def]
    paid_day,
    wait,
    asked_day,
    asked,
    settled_day,
    ends,
    window,
    base_days,
    least,
    payments,
    payments_for_tail,
    base_for_tail,
    unpaid,
    unpaid_share,
    oldest,
):
    found = [(0, 0, 0.0, 0.0, 0.0) for _ in range(0)]
    waiting, base_from, week_from, week_to, asked_to = 0, 0, 0, 0, 0
    for day in range(len(ends)):
        while week_to < len(paid_day) and paid_day[week_to] <= day:
            week_to += 1
        while week_from < week_to and paid_day[week_from] <= day - window:
            week_from += 1
        while base_from < week_from and paid_day[base_from] <= day - window - base_days:
            base_from += 1
        while asked_to < len(asked_day) and asked_day[asked_to] <= day:
            asked_to += 1
        while waiting < asked_to and settled_day[waiting] <= day:
            waiting += 1
        _week_beside_base(day, wait[week_from:week_to], wait[base_from:week_from], least, payments, payments_for_tail, base_for_tail, found)
        old, age = _unpaid(waiting, asked_to, asked, settled_day, day, ends[day], oldest)
        if old >= unpaid and old >= unpaid_share * (old + week_to - week_from):
            found.append((day, 2, age, age, 0.0))
    return found


@njit(cache=True, nogil=True)
def _week_beside_base(day, week, base, least, payments, payments_for_tail, base_for_tail, found):  # type: ignore[no-untyped-def]
    """Add the middle and the slowest twentieth of a week's waits where they are long; the base is only sorted for those."""
    if len(week) < payments or len(base) < payments:
        return
    for kind, share in ((0, 0.5), (1, 0.95)):
        if kind == 0 or (len(week) >= payments_for_tail and len(base) >= base_for_tail):
            days = np.quantile(week, share)
            if days >= least:
                usual = np.quantile(base, share)
                found.append((day, kind, days / max(usual, 0.01), days, usual))


@njit(cache=True, nogil=True)
def _unpaid(begin, end, asked, settled_day, day, now, oldest):  # type: ignore[no-untyped-def]
    """Return how many requests stand unpaid longer than ``oldest``, and the age of the oldest, in working days."""
    count, age = 0, 0.0
    for k in range(begin, end):
        if now - asked[k] <= oldest:
            break
        if settled_day[k] > day:
            count += 1
            age = max(age, now - asked[k])
    return count, age
