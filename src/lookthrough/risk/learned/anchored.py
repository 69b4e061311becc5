"""The scorecard's own curves, weighed anew: from which value a figure counts is left to law and reason, how much is learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookthrough.risk.learned import logistic
from lookthrough.risk.scorecard import Row

Numbers = NDArray[np.float64]
Anchors = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Anchored:
    """A weight for each curve; a share is measured from ``middle`` in units of ``spread``, and a missing value stands at the middle."""

    base: float
    weights: tuple[float, ...]
    anchors: tuple[Anchors, ...]
    middle: tuple[float, ...]
    spread: tuple[float, ...]

    def contributions(self, values: Numbers) -> Numbers:
        """Return by how much each indicator moves the odds, a row a subject and a column an indicator."""
        return _measured(self.anchors, values, self.middle, self.spread) * np.asarray(self.weights, dtype=np.float64)

    def odds(self, values: Numbers) -> Numbers:
        """Return the logarithm of odds of each subject."""
        return np.asarray(self.base + self.contributions(values).sum(axis=1), dtype=np.float64)

    def document(self) -> dict[str, Any]:
        """Return plain values for the model's file."""
        return {
            "base": self.base,
            "weights": list(self.weights),
            "anchors": [[list(one) for one in curve] for curve in self.anchors],
            "middle": list(self.middle),
            "spread": list(self.spread),
        }

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Anchored:
        """Return what ``document`` wrote."""
        curves = tuple(tuple((float(value), float(share)) for value, share in curve) for curve in said["anchors"])
        weights, middle, spread = (tuple(map(float, said[name])) for name in ("weights", "middle", "spread"))
        if not len(weights) == len(curves) == len(middle) == len(spread):
            raise ValueError("weights and curves do not fit")
        return cls(float(said["base"]), weights, curves, middle, spread)


def anchors_of(rows: Sequence[Row]) -> tuple[Anchors, ...]:
    """Return the curves of a scorecard's rows, lowest value first."""
    return tuple(tuple(sorted(row.anchors)) for row in rows)


def fit(values: Numbers, failed: Numbers, *, anchors: Sequence[Anchors], points: Sequence[float], pull: float) -> Anchored:
    """Weigh the curves so that they tell best who failed, drawn by ``pull`` to the scorecard's own ``points``.

    No weight is below nought, so none speaks against its reason.
    """
    shares = _shares(anchors, values)
    known = ~np.isnan(shares)
    count = np.maximum(known.sum(axis=0), 1)
    middle = np.where(known, shares, 0).sum(axis=0) / count
    spread = np.sqrt(np.where(known, (shares - middle) ** 2, 0).sum(axis=0) / count)
    kept = _rounded(middle), _rounded(np.where(spread > 0, spread, 1.0))
    base, weights = logistic.fit(_measured(anchors, values, *kept), failed, pull=pull, toward=np.asarray(points) * np.asarray(kept[1]))
    return Anchored(round(base, 10), _rounded(weights), tuple(anchors), *kept)


def _measured(anchors: Sequence[Anchors], values: Numbers, middle: Sequence[float], spread: Sequence[float]) -> Numbers:
    apart = (_shares(anchors, values) - np.asarray(middle)) / np.asarray(spread)
    return np.asarray(np.nan_to_num(apart, nan=0.0), dtype=np.float64)


def _shares(anchors: Sequence[Anchors], values: Numbers) -> Numbers:
    """Return the share that each curve gives; linear between anchors, flat beyond them, NaN where the value is missing."""
    every = []
    for column, curve in enumerate(anchors):
        at, share = zip(*curve, strict=True)
        every.append(np.interp(values[:, column], at, share))
    found = np.column_stack(every)
    return np.where(np.isnan(values), np.nan, found)


def _rounded(numbers: Numbers) -> tuple[float, ...]:
    return tuple(round(float(number), 10) for number in numbers)
