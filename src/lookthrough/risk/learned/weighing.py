"""Weight of evidence: each indicator cut into a few steps, each step's odds of failure, never against the indicator's direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Steps:
    """One indicator's steps. ``sign`` is 1 where more is worse and -1 where less is; ``edges`` cut ``sign`` × value, rising.

    ``evidence`` holds, for each step between the edges, the logarithm of the odds of failure there over the odds of all; it never falls.
    ``missing`` is the same for subjects without the figure.
    """

    sign: int
    edges: tuple[float, ...]
    evidence: tuple[float, ...]
    missing: float

    def weigh(self, values: Numbers) -> Numbers:
        """Return the evidence of each value."""
        place = np.searchsorted(np.asarray(self.edges), self.sign * values, side="right")
        place = np.minimum(place, len(self.evidence) - 1)  # a missing value is sorted last and replaced below
        return np.where(np.isnan(values), self.missing, np.asarray(self.evidence)[place])

    def document(self) -> dict[str, Any]:
        """Return plain values for the model's file."""
        return {"sign": self.sign, "edges": list(self.edges), "evidence": list(self.evidence), "missing": self.missing}

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Steps:
        """Return the steps that ``document`` wrote."""
        return cls(int(said["sign"]), tuple(map(float, said["edges"])), tuple(map(float, said["evidence"])), float(said["missing"]))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Weights of evidence in a logistic regression."""

    base: float
    weights: tuple[float, ...]
    steps: tuple[Steps, ...]

    def contributions(self, values: Numbers) -> Numbers:
        """Return weight × evidence, a row a subject and a column an indicator."""
        both = enumerate(zip(self.weights, self.steps, strict=True))
        return np.column_stack([weight * one.weigh(values[:, k]) for k, (weight, one) in both])

    def odds(self, values: Numbers) -> Numbers:
        """Return the logarithm of odds of each subject."""
        return np.asarray(self.base + self.contributions(values).sum(axis=1), dtype=np.float64)

    def document(self) -> dict[str, Any]:
        """Return plain values for the model's file."""
        return {"base": self.base, "weights": list(self.weights), "steps": [one.document() for one in self.steps]}

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Evidence:
        """Return what ``document`` wrote."""
        return cls(float(said["base"]), tuple(map(float, said["weights"])), tuple(Steps.read(one) for one in said["steps"]))


def cut(values: Numbers, failed: Numbers, *, sign: int, steps: int, prior: float) -> Steps:
    """Cut one indicator at quantiles into at most ``steps`` and weigh each, merging neighbours that run against ``sign``.

    ``prior`` is how many subjects of the average kind are added to each step, so that a step of five subjects does not shout.
    """
    known = ~np.isnan(values)
    turned, rate = sign * values[known], float(failed.mean())
    edges = np.unique(np.quantile(turned, np.linspace(0, 1, steps + 1)[1:-1])) if known.any() else np.empty(0)
    place = np.searchsorted(edges, turned, side="right")
    size = np.bincount(place, minlength=len(edges) + 1).astype(float)
    bad = np.bincount(place, weights=failed[known], minlength=len(edges) + 1)
    rates = _rising((bad + prior * rate) / (size + prior), size + prior)
    absent = failed[~known]
    missing = (absent.sum() + prior * rate) / (len(absent) + prior)
    return Steps(sign, _rounded(edges), _rounded(_over(rates, rate)), float(round(float(_over(np.array([missing]), rate)[0]), 10)))


def _rising(rates: Numbers, sizes: Numbers) -> Numbers:
    """Return the nearest rates that never fall (pool adjacent violators)."""
    pools: list[list[float]] = []  # rate, size, steps
    for rate, size in zip(rates, sizes, strict=True):
        pools.append([float(rate), float(size), 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            last, before = pools.pop(), pools.pop()
            whole = last[1] + before[1]
            pools.append([(last[0] * last[1] + before[0] * before[1]) / whole, whole, last[2] + before[2]])
    return np.concatenate([np.full(int(steps), rate) for rate, _, steps in pools])


def _over(rates: Numbers, rate: float) -> Numbers:
    inside = np.clip(rates, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside / (1 - inside)) - np.log(rate / (1 - rate)), dtype=np.float64)


def _rounded(numbers: Numbers | Sequence[float]) -> tuple[float, ...]:
    return tuple(round(float(number), 10) for number in numbers)
