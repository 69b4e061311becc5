"""Teaches three ways to weigh the same indicators and mixes them by how well each told of subjects it had not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lookthrough.risk.learned import anchored, boosting, logistic
from lookthrough.risk.learned.anchored import Anchored, Anchors
from lookthrough.risk.learned.boosting import Forest
from lookthrough.risk.learned.calibrating import Line, calibrate
from lookthrough.risk.learned.weighing import Evidence, cut

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
INNER_FOLDS = 5
WAYS = ("anchors", "evidence", "boosting")
PARTS = (*WAYS, "all")
MIXING_PULL = 1.0


class Weigher(Protocol):
    """One way to weigh indicators: odds before any has spoken, what each adds, and the whole."""

    @property
    def base(self) -> float: ...

    def contributions(self, values: Numbers) -> Numbers: ...

    def odds(self, values: Numbers) -> Numbers: ...


@dataclass(frozen=True, slots=True)
class AnchoredSettings:
    """How hard the weights of the curves are drawn to those of the scorecard."""

    pull: float


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """How finely an indicator is cut, how many average subjects steady each step, how hard weights are drawn together."""

    steps: int
    prior: float
    pull: float


@dataclass(frozen=True, slots=True)
class ForestSettings:
    """How many trees, of how many leaves, how slowly they learn, how many subjects a leaf holds at least."""

    rounds: int
    leaves: int
    pace: float
    least: int


# Few and coarse on purpose: with a hundred failures a finer choice would be chosen by chance.
SETTINGS: Mapping[str, Sequence[Any]] = {
    "anchors": (AnchoredSettings(30.0), AnchoredSettings(300.0)),
    "evidence": (EvidenceSettings(5, 10, 3.0), EvidenceSettings(5, 10, 30.0)),
    "boosting": (ForestSettings(40, 2, 0.1, 20), ForestSettings(60, 3, 0.05, 40)),
}


@dataclass(frozen=True, slots=True)
class Lead:
    """What does not come from the sample: which way each indicator leads, and its curve and points in the scorecard."""

    signs: tuple[int, ...]
    anchors: tuple[Anchors, ...]
    points: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Taught:
    """The three ways, each with the line that calibrates it by itself, and how they are mixed: ``height`` + Σ share × odds."""

    anchors: Anchored
    evidence: Evidence
    boosting: Forest
    lines: Mapping[str, Line]
    height: float
    shares: Mapping[str, float]
    settings: Mapping[str, Mapping[str, float]]

    def way(self, name: str) -> Weigher:
        """Return one of the three ways."""
        ways: dict[str, Weigher] = {"anchors": self.anchors, "evidence": self.evidence, "boosting": self.boosting}
        return ways[name]

    def odds(self, values: Numbers, part: str = "all") -> Numbers:
        """Return the calibrated logarithm of odds by one way or by all together."""
        if part != "all":
            return self.lines[part].odds(self.way(part).odds(values))
        return np.asarray(self.height + sum(self.shares[name] * self.way(name).odds(values) for name in WAYS), dtype=np.float64)

    def contributions(self, values: Numbers) -> Numbers:
        """Return by how much each indicator moves the odds of all ways together; with ``base`` they add up to them."""
        return np.asarray(sum(self.shares[name] * self.way(name).contributions(values) for name in WAYS), dtype=np.float64)

    @property
    def base(self) -> float:
        """Return the odds before any indicator has spoken."""
        return self.height + sum(self.shares[name] * self.way(name).base for name in WAYS)


def teach(values: Numbers, failed: Numbers, *, lead: Lead, seed: int = 0) -> Taught:
    """Teach all ways on ``values`` (a row a subject, a column an indicator, missing values NaN) and what came (1 failed)."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # one thread: the same sums in the same order, the same bytes; and quicker, the sample being small
        return _teach(values, failed, lead, seed)


def _teach(values: Numbers, failed: Numbers, lead: Lead, seed: int) -> Taught:
    parts = list(folds(failed, INNER_FOLDS, seed))
    chosen = {name: _best(SETTINGS[name], _ways(lead)[name], values, failed, parts) for name in WAYS}
    unseen = np.column_stack([chosen[name].unseen for name in WAYS])
    height, shares = logistic.fit(unseen, failed, pull=MIXING_PULL)
    return Taught(
        anchors=chosen["anchors"].way,
        evidence=chosen["evidence"].way,
        boosting=chosen["boosting"].way,
        lines={name: one.line for name, one in chosen.items()},
        height=round(height, 10),
        shares={name: round(float(share), 10) for name, share in zip(WAYS, shares, strict=True)},
        settings={name: asdict(one.setting) for name, one in chosen.items()},
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    setting: Any
    way: Any
    line: Line
    unseen: Numbers  # odds of each subject by a model that did not know it


def _best(choices: Sequence[Any], fit: Callable[[Any, Numbers, Numbers], Weigher], values: Numbers, failed: Numbers, parts: Any) -> _Chosen:
    """Return the setting with the least surprise on subjects it had not seen, taught on all."""
    found: list[tuple[float, int, Line, Numbers]] = []
    for place, choice in enumerate(choices):
        odds = np.empty(len(failed))
        for taught, unseen in parts:
            odds[unseen] = fit(choice, values[taught], failed[taught]).odds(values[unseen])
        line = calibrate(odds, failed)
        told = line.odds(odds)
        found.append((float(np.logaddexp(0, told).sum() - failed @ told), place, line, odds))
    _, place, line, odds = min(found, key=lambda one: one[:2])
    return _Chosen(choices[place], fit(choices[place], values, failed), line, odds)


def _ways(lead: Lead) -> dict[str, Callable[[Any, Numbers, Numbers], Weigher]]:
    def anchors(choice: AnchoredSettings, values: Numbers, failed: Numbers) -> Anchored:
        return anchored.fit(values, failed, anchors=lead.anchors, points=lead.points, pull=choice.pull)

    def evidence(choice: EvidenceSettings, values: Numbers, failed: Numbers) -> Evidence:
        steps = tuple(cut(values[:, k], failed, sign=sign, steps=choice.steps, prior=choice.prior) for k, sign in enumerate(lead.signs))
        weighed = np.column_stack([one.weigh(values[:, k]) for k, one in enumerate(steps)])
        base, weights = logistic.fit(weighed, failed, pull=choice.pull)
        return Evidence(round(base, 10), tuple(round(float(one), 10) for one in weights), steps)

    def forest(choice: ForestSettings, values: Numbers, failed: Numbers) -> Forest:
        return boosting.fit(
            values, failed, signs=lead.signs, rounds=choice.rounds, leaves=choice.leaves, pace=choice.pace, least=choice.least
        )

    return {"anchors": anchors, "evidence": evidence, "boosting": forest}


def folds(failed: Numbers, count: int, seed: int) -> Iterator[tuple[Places, Places]]:
    """Yield (taught, unseen) places: each subject (a platform, not a month) is unseen once; failures are spread evenly."""
    dice, fold = np.random.default_rng(seed), np.empty(len(failed), dtype=int)
    for kind in (0, 1):
        places = np.flatnonzero(failed == kind)
        fold[dice.permutation(places)] = (np.arange(len(places)) + kind) % count
    for k in range(count):
        yield np.flatnonzero(fold != k), np.flatnonzero(fold == k)
