"""What moved in the dedicated account, held against the books: an id decides, then amount and day; what is not certain is asked."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from lookthrough.cases.repayment.statement_matching import Booked, Held, Movement, hold

DAY = date(2026, 10, 12)


def told(line: int, fen: int, *, days: int = 0, reference: str = "") -> Movement:
    return Movement(line, DAY + timedelta(days=days), fen, reference)


def entry(serial: int, fen: int, *, days: int = 0, reference: str = "") -> Booked:
    return Booked(serial, DAY + timedelta(days=days), fen, reference)


def lines(held: Held) -> tuple[list[int], list[int]]:
    """Return the lines that are unknown, and those that are asked."""
    return [one.line for one in held.unknown], [one.movement.line for one in held.asked]


def test_an_end_to_end_id_finds_a_payment_inside_a_rounds_sum() -> None:
    paid = {"R001Q00000001": -60, "R001Q00000002": -40}
    held = hold([told(1, -60, reference="R001Q00000001"), told(2, -40, reference="R001Q00000002")], [entry(1, -100)], payments=paid)
    assert lines(held) == ([], [])


def test_another_amount_or_a_second_time_is_unknown_though_the_amount_would_fit() -> None:
    paid = {"R001Q00000001": -60}
    first, again = told(1, -60, reference="R001Q00000001"), told(2, -60, reference="R001Q00000001")
    assert lines(hold([first, again], [entry(1, -60)], payments=paid)) == ([2], [])
    assert lines(hold([told(1, -50, reference="R001Q00000001")], [entry(1, -50)], payments=paid)) == ([1], [])


def test_two_ids_that_differ_are_two_payments_of_one_amount() -> None:
    assert lines(hold([told(1, 500, reference="B1")], [entry(1, 500, reference="A7")], payments={})) == ([1], [])
    assert lines(hold([told(1, 500, reference="A7")], [entry(1, 500), entry(2, 500, reference="A7")], payments={})) == ([], [])


def test_the_same_day_goes_before_any_day() -> None:
    held = hold([told(1, 500, days=3)], [entry(1, 500), entry(2, 500, days=3)], payments={})
    assert lines(held) == ([], [])


def test_as_many_as_the_books_hold_is_certain_and_fewer_or_more_is_asked() -> None:
    both = [told(1, 500, days=1), told(2, 500, days=1)]
    assert lines(hold(both, [entry(1, 500), entry(2, 500)], payments={})) == ([], [])
    assert lines(hold(both, [entry(1, 500)], payments={})) == ([], [1, 2])
    held = hold(both[:1], [entry(1, 500), entry(2, 500)], payments={})
    assert [one.serials for one in held.asked] == [(1, 2)]


def test_what_the_books_do_not_know_is_unknown() -> None:
    assert lines(hold([told(1, 7)], [entry(1, 8)], payments={})) == ([1], [])


AMOUNTS = some.lists(some.tuples(some.integers(-3, 3).filter(bool), some.integers(0, 2), some.sampled_from(["", "A", "B"])), max_size=8)


@given(AMOUNTS, AMOUNTS)
def test_nothing_is_lost_and_nothing_is_found_twice(moved: list[tuple[int, int, str]], booked: list[tuple[int, int, str]]) -> None:
    movements = [told(line, fen, days=days, reference=name) for line, (fen, days, name) in enumerate(moved)]
    entries = [entry(serial, fen, days=days, reference=name) for serial, (fen, days, name) in enumerate(booked)]
    held = hold(movements, entries, payments={})
    unknown, asked = lines(held)
    found = len(movements) - len(unknown) - len(asked)
    assert len(set(unknown + asked)) == len(unknown) + len(asked)
    assert found <= len(entries)
    for fen in {one.fen for one in movements}:
        told_of, known = (sum(1 for one in rows if one.fen == fen) for rows in (movements, entries))
        kept = sum(1 for one in movements if one.fen == fen and one.line not in {*unknown, *asked})
        assert kept <= min(told_of, known)


@given(AMOUNTS, some.randoms(use_true_random=False))
def test_the_order_of_the_statement_does_not_matter(moved: list[tuple[int, int, str]], by_chance: object) -> None:
    movements = [told(line, fen, days=days) for line, (fen, days, _name) in enumerate(moved)]
    entries = [entry(serial, fen, days=days) for serial, (fen, days, _name) in enumerate(moved[::2])]
    mixed = list(movements)
    by_chance.shuffle(mixed)  # type: ignore[attr-defined]
    first, second = hold(movements, entries, payments={}), hold(mixed, entries, payments={})
    assert {one.line for one in first.unknown} == {one.line for one in second.unknown}
    assert {one.movement.line for one in first.asked} == {one.movement.line for one in second.asked}
