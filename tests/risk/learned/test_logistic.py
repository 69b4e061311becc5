"""The regression on weights of evidence: no coefficient below nought, and with little to go by they stay alike."""

from __future__ import annotations

import numpy as np
import pytest

from lookthrough.risk.learned.logistic import fit, probability


@pytest.fixture
def evidence() -> tuple[np.ndarray, np.ndarray]:
    dice = np.random.default_rng(3)
    columns = dice.normal(size=(400, 3))
    odds = columns[:, 0] - columns[:, 1]
    return columns, (dice.random(400) < probability(odds)).astype(float)


def test_a_column_that_speaks_against_its_reason_gets_no_weight(evidence: tuple[np.ndarray, np.ndarray]) -> None:
    _, weights = fit(*evidence, pull=0.1)
    assert weights[0] > 0.5
    assert weights[1] == 0


def test_a_hard_pull_makes_the_weights_alike(evidence: tuple[np.ndarray, np.ndarray]) -> None:
    loose, tight = (fit(*evidence, pull=pull)[1] for pull in (0.1, 10_000))
    assert np.ptp(tight) < 0.05 < np.ptp(loose)


def test_a_hard_pull_keeps_the_proportions_that_reason_gave(evidence: tuple[np.ndarray, np.ndarray]) -> None:
    _, weights = fit(*evidence, pull=100_000, toward=np.array([4.0, 1.0, 2.0]))
    assert weights / weights[1] == pytest.approx([4, 1, 2], rel=0.02)


def test_the_probabilities_of_all_add_up_to_those_that_failed(evidence: tuple[np.ndarray, np.ndarray]) -> None:
    base, weights = fit(*evidence, pull=1)
    assert probability(base + evidence[0] @ weights).sum() == pytest.approx(evidence[1].sum(), rel=0.01)
