"""Places by a number: what one number's run holds is what a search among all would find."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.flows.runs import Runs

numbers = st.lists(st.integers(-1, 9), max_size=40)


@given(numbers, st.lists(st.integers(-1, 12), max_size=5))
def test_a_run_is_what_a_search_finds(of: list[int], asked: list[int]) -> None:
    number, places = np.array(of, np.int32), np.arange(len(of), dtype=np.int64) * 3
    runs = Runs(number, places)

    assert runs.numbers() == sorted(set(of))
    for one in asked:
        assert runs.of(one).tolist() == places[number == one].tolist()
    assert runs.of_any(np.array(asked, np.int64)).tolist() == places[np.isin(number, asked)].tolist()


def test_without_places_the_places_are_the_positions() -> None:
    assert Runs(np.array([5, 3, 5], np.int32)).of(5).tolist() == [0, 2]
