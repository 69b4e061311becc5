"""Nested cross-validation: everything that is chosen is chosen without the subjects it is then tried on, again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookthrough.risk.discrimination import Area, area
from lookthrough.risk.learned.calibrating import Group, brier, reliability
from lookthrough.risk.learned.logistic import probability
from lookthrough.risk.learned.teaching import PARTS, Lead, folds, teach

Numbers = NDArray[np.float64]
OUTER_FOLDS = 10


@dataclass(frozen=True, slots=True)
class Repeated:
    """The area under the curve over many divisions into folds: mean, spread, worst and best; never one lucky division."""

    part: str
    mean: float
    spread: float
    least: float
    most: float
    divisions: int
    area: Area  # of each subject's mean odds over the divisions, with the interval that sampling of subjects gives


@dataclass(frozen=True, slots=True)
class Validation:
    """What nested cross-validation found of each way of weighing, and how true the probabilities of the model were."""

    parts: tuple[Repeated, ...]
    brier: float
    brier_of_the_mean: float
    reliability: tuple[Group, ...]
    unseen: tuple[float, ...]  # each subject's mean odds by models that did not know it, in the order of subjects

    def of(self, part: str) -> Repeated:
        """Return the figures of one way."""
        return next(one for one in self.parts if one.part == part)


def validate(
    values: Numbers, failed: Numbers, *, lead: Lead, seeds: Sequence[int], advance: Callable[[int], None] = lambda _: None
) -> Validation:
    """Divide the subjects once a seed; teach on all folds but one, settings and calibration included; judge on that one."""
    told = {part: np.empty((len(seeds), len(failed))) for part in PARTS}
    for row, seed in enumerate(seeds):
        for taught, unseen in folds(failed, OUTER_FOLDS, seed):
            model = teach(values[taught], failed[taught], lead=lead, seed=seed)
            for part in PARTS:
                told[part][row, unseen] = model.odds(values[unseen], part)
        advance(1)
    every = probability(told["all"].mean(axis=0))
    rate = float(failed.mean())
    return Validation(
        parts=tuple(_repeated(part, told[part], failed) for part in PARTS),
        brier=brier(every, failed),
        brier_of_the_mean=round(rate * (1 - rate), 4),
        reliability=reliability(every, failed),
        unseen=tuple(round(float(one), 6) for one in told["all"].mean(axis=0)),
    )


def _repeated(part: str, told: Numbers, failed: Numbers) -> Repeated:
    areas = np.array([area(one, failed).auc for one in told], dtype=float)
    mean, spread = round(float(areas.mean()), 4), round(float(areas.std(ddof=1)) if len(areas) > 1 else 0.0, 4)
    return Repeated(part, mean, spread, float(areas.min()), float(areas.max()), len(areas), area(told.mean(axis=0), failed))
