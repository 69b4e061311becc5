"""The scorecard's curves weighed anew: where a figure counts stays as the scorecard says, a missing one stands at the middle."""

from __future__ import annotations

import numpy as np
import pytest

from lookthrough.risk.learned.anchored import Anchored, anchors_of, fit
from lookthrough.risk.scorecard import Row

ROWS = (
    Row("highest_return", 25, ((0.08, 0.0), (0.12, 0.7), (0.24, 1.0)), "basis"),
    Row("average_term", 10, ((12.0, 0.0), (6.0, 0.3), (1.0, 1.0)), "basis"),
)


@pytest.fixture(scope="module")
def taught() -> Anchored:
    dice = np.random.default_rng(7)
    values = np.column_stack([dice.uniform(0.05, 0.25, 300), dice.uniform(0.5, 15, 300)])
    failed = (dice.random(300) < np.interp(values[:, 0], [0.08, 0.12, 0.24], [0.1, 0.5, 0.7])).astype(float)
    values[::20, 1] = np.nan
    return fit(values, failed, anchors=anchors_of(ROWS), points=[25, 10], pull=3)


def test_nothing_changes_below_the_first_anchor_and_beyond_the_last(taught: Anchored) -> None:
    below, beyond = ((np.array([[a, 3.0], [b, 3.0]])) for a, b in ((0.01, 0.08), (0.24, 0.5)))
    assert np.ptp(taught.odds(below)) == pytest.approx(0)
    assert np.ptp(taught.odds(beyond)) == pytest.approx(0)


def test_worse_is_never_taken_for_better(taught: Anchored) -> None:
    returns = np.column_stack([np.linspace(0.05, 0.3, 40), np.full(40, 3.0)])
    terms = np.column_stack([np.full(40, 0.1), np.linspace(15, 0.5, 40)])
    assert (np.diff(taught.odds(returns)) >= -1e-12).all()
    assert (np.diff(taught.odds(terms)) >= -1e-12).all()


def test_a_figure_that_is_missing_moves_nothing(taught: Anchored) -> None:
    assert taught.contributions(np.array([[np.nan, np.nan]])).tolist() == [[0.0, 0.0]]
    assert taught.odds(np.array([[np.nan, np.nan]])) == pytest.approx(taught.base)


def test_the_weights_are_read_as_they_were_written(taught: Anchored) -> None:
    assert Anchored.read(taught.document()) == taught
