"""What would lower a level: the smallest change in figures that leaves it, with the exact value each would have to reach.

As few figures as possible; among those that suffice alone, the one whose way is shortest against the span of its anchors. Only rows that
the firm can still change are named. The values are rounded towards the harmless side, so that what is said really suffices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.scorecard import LEVELS, Levels, Row, Scorecard
from lookthrough.risk.scoring import DIGITS, points_of, score_of

_FINE = {"share": 3, "rate": 4, "points": 3, "times": 2, "score": 1}  # decimals in which a value is said; others are whole numbers
_STEP = 10**-DIGITS


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that would have to change: from what it is to what leaves the level, and the points that go with it."""

    indicator: str
    value: float | None
    needed: float
    points: float


@dataclass(frozen=True, slots=True)
class WayOut:
    """The changes that together leave a level, the level they lead to and its score; none if nothing the firm can change suffices."""

    level: str
    score: float
    changes: tuple[Change, ...]


def way_out(card: Scorecard, levels: Levels, values: Mapping[str, float | None]) -> WayOut | None:
    """Return the smallest change that leaves the level of these values for a lower one; nothing for the lowest level."""
    points, _ = score_of(card, values)
    begin = levels.begin(levels.of(min(points, 100.0)))
    excess = points - begin + _STEP
    if begin <= 0:
        return None
    rows = sorted(_changeable(card, values), key=lambda row: (-_gain(row, values), row.indicator))
    alone = [found for row in rows if (found := _alone(row, values, excess)) is not None]
    if alone:
        return _checked(card, levels, values, [min(alone, key=lambda one: (_way(card, one), one.indicator))])
    return _together(card, levels, values, rows, excess)


def _changeable(card: Scorecard, values: Mapping[str, float | None]) -> list[Row]:
    return [row for row in card.rows if row.can_change and _gain(row, values) > 0]


def _gain(row: Row, values: Mapping[str, float | None]) -> float:
    """Return the points that would go if the figure became harmless."""
    return points_of(row, values.get(row.indicator)) - points_of(row, row.anchors[0][0])


def _alone(row: Row, values: Mapping[str, float | None], excess: float) -> Change | None:
    """Return the least change of one figure that takes ``excess`` points away, if it can."""
    if _gain(row, values) < excess - _STEP / 2:
        return None
    now = points_of(row, values.get(row.indicator))
    needed = _value_of(row, now - excess)
    return Change(row.indicator, values.get(row.indicator), needed, now - points_of(row, needed))


def _value_of(row: Row, points: float) -> float:
    """Return the value nearest to the grave end that gives at most ``points``, rounded towards the harmless side."""
    share = points / row.weight
    worse_is_less = all_indicators()[row.indicator].worse == "less"
    value = row.anchors[0][0]
    for (left, below), (right, above) in pairwise(row.anchors):
        if share >= above:
            value = right
        elif share > below:
            value = left + (right - left) * (share - below) / (above - below)
            break
    return _towards_harmless(row, value, points, worse_is_less)


def _towards_harmless(row: Row, value: float, points: float, worse_is_less: bool) -> float:
    digits = _FINE.get(all_indicators()[row.indicator].unit, 0)
    scale: float = 10**digits
    rounded = (math.ceil(value * scale - 1e-9) if worse_is_less else math.floor(value * scale + 1e-9)) / scale
    step = (1 if worse_is_less else -1) / scale
    return rounded if points_of(row, rounded) <= points + _STEP / 4 else round(rounded + step, digits)


def _way(card: Scorecard, change: Change) -> float:
    """Return how far a figure has to go, as a share of the span of its anchors; one that was not reported has the whole way."""
    row = card.row(change.indicator)
    span = abs(row.anchors[-1][0] - row.anchors[0][0])
    return 1.0 if change.value is None else abs(change.value - change.needed) / span


def _together(
    card: Scorecard, levels: Levels, values: Mapping[str, float | None], rows: Sequence[Row], excess: float
) -> WayOut | None:  # fmt: skip
    """Take figures from the largest gain on until they suffice together; the last one only as far as it must."""
    changes, left = [], excess
    for row in rows:
        last = _alone(row, values, left)
        changes.append(last or _harmless(row, values))
        left -= changes[-1].points
        if last is not None:
            return _checked(card, levels, values, changes)
    return None


def _harmless(row: Row, values: Mapping[str, float | None]) -> Change:
    return Change(row.indicator, values.get(row.indicator), row.anchors[0][0], _gain(row, values))


def _checked(card: Scorecard, levels: Levels, values: Mapping[str, float | None], changes: Sequence[Change]) -> WayOut | None:
    """Reckon the changed figures anew: what is said must hold."""
    points, _ = score_of(card, {**values, **{one.indicator: one.needed for one in changes}})
    before, after = levels.of(min(score_of(card, values)[0], 100.0)), levels.of(min(points, 100.0))
    return WayOut(after, points, tuple(changes)) if LEVELS.index(after) < LEVELS.index(before) else None
