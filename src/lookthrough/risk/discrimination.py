"""How well a score sets apart those who failed: the area under the curve with its interval, and how many of the first k failed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Area:
    """The chance that one that failed scores above one that did not (ties count half), with its 95 % interval after DeLong.

    Each subject stands once in it, so subjects are the clusters. None where there is none of either kind.
    """

    auc: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    failed: int
    others: int


def area(scores: Numbers, failed: Numbers) -> Area:
    """Return the area of scores against what came (1 failed, 0 not)."""
    bad, good = scores[failed == 1], scores[failed == 0]
    if not len(bad) or not len(good):
        return Area(None, None, None, None, len(bad), len(good))
    over = (_rank(bad, good), _rank(-good, -bad))
    auc = float(over[0].mean())
    spread = math.sqrt(sum(float(one.var(ddof=1)) / len(one) for one in over if len(one) > 1))
    low, high = max(0.0, auc - _Z * spread), min(1.0, auc + _Z * spread)
    return Area(round(auc, 4), round(low, 4), round(high, 4), round(spread, 4), len(bad), len(good))


def _rank(of: Numbers, among: Numbers) -> Numbers:
    """Return for each value which share of the others lies below it, ties counting half."""
    ordered = np.sort(among)
    below, upto = np.searchsorted(ordered, of, side="left"), np.searchsorted(ordered, of, side="right")
    return np.asarray((below + upto) / 2 / len(ordered), dtype=np.float64)


def curve(scores: Numbers, failed: Numbers) -> list[tuple[float, float, float]]:
    """Return (score, recall, precision) at each score as threshold, highest first; equal scores stand together."""
    if not len(scores):
        return []
    order = np.argsort(-scores, kind="stable")
    found, last = np.cumsum(failed[order]), np.append(np.diff(scores[order]) != 0, True)
    whole = float(failed.sum()) or 1.0
    return [(float(scores[order[k]]), float(found[k]) / whole, float(found[k]) / (k + 1)) for k in np.flatnonzero(last)]


def average_precision(scores: Numbers, failed: Numbers) -> float | None:
    """Return the precision averaged over all that failed, each at its own place in the list; None where none failed."""
    if not failed.sum():
        return None
    steps, before, total = curve(scores, failed), 0.0, 0.0
    for _, recall, precision in steps:
        total += (recall - before) * precision
        before = recall
    return round(total, 4)
