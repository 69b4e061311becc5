"""Rows of one instant are put in order, however many they are and wherever they stand."""

from __future__ import annotations

import numpy as np
import pytest

from lookthrough.flows.hops import in_time


@pytest.mark.parametrize("length", [1, 2, 3, 64, 65, 500])
def test_each_instant_is_ordered_as_if_it_stood_alone(length: int) -> None:
    drawn = np.random.default_rng(length)
    count = 1541
    moment = (np.arange(count) + 1) // length  # instants of ``length`` rows, begun before the first row
    source, target = (drawn.integers(0, 9, count).astype(np.int32) for _ in range(2))
    place = drawn.permutation(count)  # rows stand anywhere in the files
    at, paying, paid = np.empty_like(moment), np.empty_like(source), np.empty_like(target)
    at[place], paying[place], paid[place] = moment, source, target

    together = place.copy()
    in_time(at, paying, paid, together)
    apart = [place[moment == one].copy() for one in np.unique(moment)]
    for rows in apart:
        in_time(at, paying, paid, rows)

    assert together.tolist() == np.concatenate(apart).tolist()
    assert length < 3 or together.tolist() != place.tolist()


def test_an_account_is_credited_before_it_is_debited() -> None:
    moment, order = np.array([0, 1, 1]), np.arange(3)
    source, target = np.array([1, 5, 6], np.int32), np.array([2, 4, 5], np.int32)  # the last row pays 5, which pays in the row before it

    in_time(moment, source, target, order)

    assert order.tolist() == [0, 2, 1]
