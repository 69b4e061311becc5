"""Weights of evidence: steps never run against the direction that reason gives, and a few subjects do not shout."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.risk.learned.weighing import Steps, cut

VALUES = st.lists(st.tuples(st.one_of(st.just(float("nan")), st.floats(-100, 100)), st.booleans()), min_size=4, max_size=60)


@given(VALUES, st.sampled_from([1, -1]))
@settings(max_examples=60)
def test_evidence_never_falls_as_a_value_grows_worse(pairs: list[tuple[float, bool]], sign: int) -> None:
    values, failed = np.array([value for value, _ in pairs]), np.array([float(one) for _, one in pairs])
    if not 0 < failed.sum() < len(failed):
        return
    steps = cut(values, failed, sign=sign, steps=5, prior=10)
    weighed = steps.weigh(sign * np.linspace(-100, 100, 50))
    assert (np.diff(weighed) >= -1e-9).all()


def test_where_more_fail_the_evidence_is_above_nought_and_where_fewer_below() -> None:
    values, failed = np.arange(100.0), (np.arange(100) >= 50).astype(float)
    steps = cut(values, failed, sign=1, steps=4, prior=10)
    assert steps.weigh(np.array([5.0]))[0] < 0 < steps.weigh(np.array([95.0]))[0]


def test_a_direction_that_the_sample_contradicts_is_left_flat_and_not_turned_round() -> None:
    values, failed = np.arange(100.0), (np.arange(100) < 50).astype(float)
    assert np.ptp(cut(values, failed, sign=1, steps=4, prior=10).weigh(values)) == pytest.approx(0)


def test_three_subjects_without_the_figure_that_all_failed_weigh_little() -> None:
    values = np.concatenate([np.arange(97.0), [np.nan] * 3])
    failed = np.concatenate([np.tile([1.0, 0, 0, 0], 25)[:97], [1.0, 1, 1]])
    steps = cut(values, failed, sign=1, steps=4, prior=10)
    assert 0 < steps.weigh(np.array([np.nan]))[0] < 1


def test_steps_are_read_as_they_were_written() -> None:
    steps = cut(np.arange(50.0), (np.arange(50) > 30).astype(float), sign=-1, steps=5, prior=10)
    assert Steps.read(steps.document()) == steps
