"""How well a score sets apart: the area counts pairs, ties are half, and the interval is that of the subjects."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.risk.discrimination import area, average_precision, curve

FEW = st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=2, max_size=30)


def _split(pairs: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([score for score, _ in pairs], dtype=float), np.array([float(failed) for _, failed in pairs])


@given(FEW)
def test_the_area_is_the_share_of_pairs_in_the_right_order(pairs: list[tuple[int, bool]]) -> None:
    scores, failed = _split(pairs)
    every = [(bad > good) + (bad == good) / 2 for bad in scores[failed == 1] for good in scores[failed == 0]]
    found = area(scores, failed).auc
    assert found is None if not every else found == pytest.approx(sum(every) / len(every), abs=1e-4)


def test_the_interval_is_that_of_delong() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.55, 0.54, 0.53, 0.52, 0.51, 0.4])
    failed = np.array([1.0, 1, 0, 1, 1, 1, 0, 0, 1, 0])
    found = area(scores, failed)
    over_good = np.array([4, 4, 3, 3, 3, 1]) / 4  # of each that failed, the share of the others below it
    over_bad = np.array([2, 5, 5, 6]) / 6  # of each other, the share of those that failed above it
    error = np.sqrt(over_good.var(ddof=1) / 6 + over_bad.var(ddof=1) / 4)
    assert found.auc == 0.75
    assert found.standard_error == pytest.approx(error, abs=1e-4)
    assert (found.low, found.high) == (pytest.approx(0.75 - 1.96 * error, abs=1e-3), 1.0)


@given(FEW)
def test_recall_rises_to_one_and_equal_scores_stand_together(pairs: list[tuple[int, bool]]) -> None:
    scores, failed = _split(pairs)
    steps = curve(scores, failed)
    assert len(steps) == len(set(scores.tolist()))
    assert [recall for _, recall, _ in steps] == sorted(recall for _, recall, _ in steps)
    if failed.any():
        assert steps[-1][1:] == (1.0, pytest.approx(failed.mean()))


def test_a_perfect_order_has_an_average_precision_of_one_and_none_that_failed_has_none() -> None:
    assert average_precision(np.array([3.0, 2.0, 1.0]), np.array([1.0, 1.0, 0.0])) == 1.0
    assert average_precision(np.array([3.0, 2.0]), np.array([0.0, 0.0])) is None


def test_nobody_scored_is_no_curve_and_no_area() -> None:
    assert curve(np.array([]), np.array([])) == []
    assert area(np.array([]), np.array([])).auc is None
