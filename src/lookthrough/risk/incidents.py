"""Group incidents (群体事件): bursts of complaints, withdrawals and visits against their own base, by place or by subject.

A day's window of counts is held against the windows of the days before it: their median, their spread by the median of deviations (with a
floor, for sparse counts have none), and the tail of a Poisson distribution at a high quantile of them, so that peaks that come regularly,
such as pay days and maturities, are no bursts. Both must say that it stands out. A burst is a proposal: it weighs nothing until an officer
has accepted it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrc

from lookthrough.kernel.limits import Limits

_TO_DEVIATION = 1.4826  # makes the median of deviations a standard deviation where counts are normal


@dataclass(frozen=True, slots=True)
class Burst:
    """Days on which counts stood out, with the gravest window: what was counted, what the base expected, how unlikely that is."""

    from_day: date
    to_day: date
    peak_day: date
    count: int
    expected: float
    spreads: float
    tail: float
    total: int


@dataclass(frozen=True, slots=True)
class Assessed:
    """The bursts of one series, and whether there was base enough to assess it at all."""

    bursts: tuple[Burst, ...]
    days_with_base: int


def bursts(*, counts: Mapping[date, int], first_day: date, last_day: date, limits: Limits) -> Assessed:
    """Return the bursts of one series of daily counts; days between first and last that are not named counted nothing."""
    days = (last_day - first_day).days + 1
    if days <= 0:
        return Assessed((), 0)
    daily = np.zeros(days, np.int64)
    for day, count in counts.items():
        if first_day <= day <= last_day:
            daily[(day - first_day).days] += count
    window, least = limits.whole("window_days"), limits.whole("base_least_days")
    summed = np.convolve(daily, np.ones(window, np.int64))[:days]  # the window that ends on each day
    assessable = range(window + least, days)
    found = [one for place in assessable if (one := _stands_out(summed, place, window, limits)) is not None]
    return Assessed(tuple(_joined(found, daily, first_day, window, limits)), len(assessable))


@dataclass(frozen=True, slots=True)
class _Out:
    place: int
    count: int
    expected: float
    spreads: float
    tail: float


def _stands_out(summed: NDArray[np.int64], place: int, window: int, limits: Limits) -> _Out | None:
    """Hold one window against those before it that share no day with it."""
    count = int(summed[place])
    if count < limits.value("least_count"):
        return None
    before = summed[max(window - 1, place - window - limits.whole("base_days") + 1) : place - window + 1]
    middle = float(np.median(before))
    spread = max(_TO_DEVIATION * float(np.median(np.abs(before - middle))), limits.value("spread_floor"))
    expected = max(float(np.quantile(before, limits.value("base_quantile"))), limits.value("rate_floor") * window)
    spreads, tail = (count - middle) / spread, float(pdtrc(count - 1, expected)) if count else 1.0
    if spreads < limits.value("spreads_from") or tail > limits.value("tail_below"):
        return None
    return _Out(place, count, expected, spreads, tail)


def _joined(found: Sequence[_Out], daily: NDArray[np.int64], first_day: date, window: int, limits: Limits) -> list[Burst]:
    """Join windows that lie no farther apart than the quiet days; a burst begins with the first day that counted anything."""
    runs: list[list[_Out]] = []
    for one in found:
        if runs and one.place - runs[-1][-1].place <= limits.whole("quiet_days"):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [_burst(run, daily, first_day, window) for run in runs]


def _burst(run: Sequence[_Out], daily: NDArray[np.int64], first_day: date, window: int) -> Burst:
    peak = max(run, key=lambda one: (one.spreads, -one.place))
    begin = next(place for place in range(run[0].place - window + 1, run[0].place + 1) if daily[place])
    end = max(place for place in range(begin, run[-1].place + 1) if daily[place])
    day = first_day + timedelta(days=peak.place)
    total = int(daily[begin : end + 1].sum())
    return Burst(
        first_day + timedelta(days=begin), first_day + timedelta(days=end), day, peak.count, peak.expected, peak.spreads, peak.tail, total
    )  # fmt: skip
