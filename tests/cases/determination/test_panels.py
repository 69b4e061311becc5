"""A draw by lot that anybody can repeat, and a count that keeps the minority."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from lookthrough.cases.determination.panels import count, order_of_draw

EXPERTS = some.lists(some.integers(1, 10_000), unique=True, max_size=40)


@given(seed=some.text(min_size=1, max_size=20), eligible=EXPERTS)
def test_the_seed_gives_the_same_order_whatever_the_order_of_the_list(seed: str, eligible: list[int]) -> None:
    drawn = order_of_draw(seed=seed, eligible=eligible)
    assert sorted(drawn) == sorted(eligible)
    assert order_of_draw(seed=seed, eligible=list(reversed(eligible))) == drawn


def test_one_who_is_struck_off_changes_nobody_else_s_order() -> None:
    drawn = order_of_draw(seed="s", eligible=range(1, 20))
    assert order_of_draw(seed="s", eligible=[one for one in range(1, 20) if one != drawn[3]]) == drawn[:3] + drawn[4:]


@given(answers=some.dictionaries(some.integers(1, 9), some.sampled_from(["yes", "no", "unclear"]), max_size=9))
def test_a_majority_is_more_than_half_and_the_minority_is_everybody_else(answers: dict[int, str]) -> None:
    found = count(answers=answers, size=0)
    for_it = sum(one == found.majority for one in answers.values())
    if found.majority:
        assert 2 * for_it > len(answers)
        assert for_it + len(found.minority) == len(answers)
    else:
        assert all(2 * list(answers.values()).count(one) <= len(answers) for one in set(answers.values()))
        assert found.minority == ()


def test_while_half_the_panel_is_silent_there_is_no_majority() -> None:
    assert count(answers={1: "yes"}, size=3).majority == ""
    assert count(answers={1: "yes", 2: "yes"}, size=3).majority == "yes"
