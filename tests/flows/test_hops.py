"""Rows of one instant are put in order wherever they stand among the blocks in which rows are fetched."""

from __future__ import annotations

import numpy as np
import pytest

from lookthrough.flows.hops import BLOCK, in_time


@pytest.mark.parametrize("length", [1, 2, 3, BLOCK - 1, BLOCK, BLOCK + 1])
def test_each_instant_is_ordered_as_if_it_stood_alone(length: int) -> None:
    drawn = np.random.default_rng(length)
    count = 3 * BLOCK + 5
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


def test_an_account_is_credited_before_it_is_debited_across_two_blocks() -> None:
    count = BLOCK + 1
    moment = np.arange(count)
    moment[-1] = moment[-2]
    source, target = np.zeros(count, np.int32), np.ones(count, np.int32)
    source[-2:], target[-2:] = (5, 6), (4, 5)  # the last row pays 5, which pays in the row before it
    order = np.arange(count)

    in_time(moment, source, target, order)

    assert order[-2:].tolist() == [count - 1, count - 2]
