"""From points to a probability that can be taken at its word, and how well it can."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from lookthrough.risk.learned.logistic import probability

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """Calibrated odds = ``height`` + ``slope`` × odds, the slope never negative, so that no order is turned round."""

    height: float
    slope: float

    def odds(self, odds: Numbers) -> Numbers:
        """Return the calibrated logarithm of odds."""
        return np.asarray(self.height + self.slope * odds, dtype=np.float64)


def calibrate(odds: Numbers, failed: Numbers) -> Line:
    """Fit the line on odds that were given to subjects unknown to the model that gave them."""

    def loss(line: Numbers) -> tuple[float, Numbers]:
        told = line[0] + line[1] * odds
        wrong = probability(told) - failed
        return float(np.logaddexp(0, told).sum() - failed @ told), np.array([wrong.sum(), wrong @ odds])

    found = minimize(loss, np.array([0.0, 1.0]), jac=True, method="L-BFGS-B", bounds=[(None, None), (0.05, None)])
    return Line(round(float(found.x[0]), 10), round(float(found.x[1]), 10))


@dataclass(frozen=True, slots=True)
class Group:
    """Subjects with like probability: how many, what was told, what came."""

    subjects: int
    told: float
    came: float


def reliability(told: Numbers, failed: Numbers, *, groups: int = 5) -> tuple[Group, ...]:
    """Return groups of equal size, lowest probability first."""
    parts = np.array_split(np.argsort(told, kind="stable"), min(groups, len(told)))
    return tuple(Group(len(one), round(float(told[one].mean()), 4), round(float(failed[one].mean()), 4)) for one in parts)


def brier(told: Numbers, failed: Numbers) -> float:
    """Return the mean squared difference between what was told and what came; telling everybody the mean gives rate × (1 - rate)."""
    return round(float(np.mean((told - failed) ** 2)), 4)
