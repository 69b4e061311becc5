"""A logistic regression on weights of evidence whose coefficients are never negative: no indicator may speak against its reason."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Numbers = NDArray[np.float64]


def fit(evidence: Numbers, failed: Numbers, *, pull: float, toward: Numbers | None = None) -> tuple[float, Numbers]:
    """Return the intercept and one coefficient a column.

    ``pull`` draws the coefficients to the proportions of ``toward`` (default: all alike), not to zero: with few failures, what reason
    says is a better guess than nothing. How large they are together is left to the sample.
    """
    columns = evidence.shape[1]
    line = np.ones(columns) if toward is None else toward
    line = line / np.sqrt(line @ line)
    start = np.concatenate([[np.log(failed.mean() / (1 - failed.mean()))], np.full(columns, 1 / columns)])
    bounds = [(None, None)] + [(0.0, None)] * columns
    found = minimize(
        _loss, start, args=(evidence, failed, pull, line), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}
    )
    return float(found.x[0]), np.asarray(found.x[1:], dtype=np.float64)


def _loss(weights: Numbers, evidence: Numbers, failed: Numbers, pull: float, line: Numbers) -> tuple[float, Numbers]:
    odds = weights[0] + evidence @ weights[1:]
    apart = weights[1:] - (weights[1:] @ line) * line
    loss = float(np.logaddexp(0, odds).sum() - failed @ odds + pull / 2 * (apart @ apart) + 0.05 * (weights[1:] @ weights[1:]))
    wrong = probability(odds) - failed
    return loss, np.concatenate([[wrong.sum()], evidence.T @ wrong + pull * apart + 0.1 * weights[1:]])


def probability(odds: Numbers) -> Numbers:
    """Return the probability that belongs to the logarithm of odds."""
    return np.asarray(0.5 * (1 + np.tanh(odds / 2)), dtype=np.float64)
