"""Boosted trees kept as lists: they say what the library says, never against a direction, and a damaged file cannot make them loop."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from lookthrough.risk.learned.boosting import Forest, Tree, fit

SIGNS = (1, -1, 1)


@pytest.fixture(scope="module")
def lesson() -> tuple[np.ndarray, np.ndarray]:
    dice = np.random.default_rng(5)
    values = dice.normal(size=(300, 3))
    failed = (dice.random(300) < 1 / (1 + np.exp(1 - values[:, 0] + values[:, 1]))).astype(float)
    values[dice.random(values.shape) < 0.1] = np.nan
    return values, failed


@pytest.fixture(scope="module")
def forest(lesson: tuple[np.ndarray, np.ndarray]) -> Forest:
    return fit(*lesson, signs=SIGNS, rounds=30, leaves=4, pace=0.1, least=10)


def test_the_lists_say_what_the_library_says(lesson: tuple[np.ndarray, np.ndarray], forest: Forest) -> None:
    values, failed = lesson
    library = HistGradientBoostingClassifier(
        max_iter=30, max_leaf_nodes=4, learning_rate=0.1, min_samples_leaf=10, l2_regularization=1.0, monotonic_cst=list(SIGNS),
        early_stopping=False, max_bins=32, random_state=0,
    )  # fmt: skip
    assert forest.odds(values) == pytest.approx(library.fit(values, failed.astype(int)).decision_function(values), abs=1e-8)


def test_what_each_indicator_adds_makes_up_the_whole(lesson: tuple[np.ndarray, np.ndarray], forest: Forest) -> None:
    assert forest.base + forest.contributions(lesson[0]).sum(axis=1) == pytest.approx(forest.odds(lesson[0]))


@pytest.mark.parametrize(("place", "sign"), list(enumerate(SIGNS)))
def test_no_indicator_runs_against_its_direction(forest: Forest, place: int, sign: int) -> None:
    values = np.zeros((50, 3))
    values[:, place] = sign * np.linspace(-3, 3, 50)
    assert (np.diff(forest.odds(values)) >= -1e-9).all()


def test_a_forest_is_read_as_it_was_written(forest: Forest) -> None:
    assert Forest.read(forest.document()) == forest


def test_a_tree_whose_branch_leads_back_is_refused() -> None:
    looped = {"indicator": [0, -1], "edge": [0, 0], "left": [0, 0], "right": [1, 0], "missing_left": [True, True], "value": [0, 0]}
    with pytest.raises(ValueError, match="nowhere"):
        Tree.read(looped)
