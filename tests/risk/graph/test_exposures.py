"""Large exposures and many lenders on one borrower, against brute force."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.risk.graph.exposures import Exposure, NewLoan, large_exposures, many_lenders

BEGIN = date(2026, 1, 1)
LOANS = st.lists(
    st.builds(
        NewLoan,
        lender=st.sampled_from("LMNOP"),
        borrower=st.sampled_from("XY"),
        day=st.integers(0, 40).map(lambda days: BEGIN + timedelta(days=days)),
        fen=st.integers(0, 9),
    ),
    max_size=20,
)


@settings(max_examples=200, deadline=None)
@given(LOANS, st.integers(1, 12), st.integers(1, 4))
def test_many_lenders_are_those_of_brute_force(loans: list[NewLoan], window: int, at_least: int) -> None:
    expected: dict[str, int] = {}
    for borrower, start in itertools.product("XY", range(-window, 41)):
        days = {BEGIN + timedelta(days=start + ahead) for ahead in range(window)}
        lenders = {one.lender for one in loans if one.borrower == borrower and one.day in days}
        expected[borrower] = max(expected.get(borrower, 0), len(lenders))
    found = many_lenders(loans, at_least=at_least, window_days=window)
    assert {one.borrower: len(one.lenders) for one in found} == {name: n for name, n in expected.items() if n >= at_least}
    for one in found:
        assert (one.to_day - one.from_day).days < window
        inside = [loan for loan in loans if loan.borrower == one.borrower and one.from_day <= loan.day <= one.to_day]
        assert {loan.lender for loan in inside} == set(one.lenders)
        assert sum(loan.fen for loan in inside) == one.fen


def test_a_client_and_a_group_beyond_their_limits_are_told_once_each() -> None:
    exposures = [Exposure("G", "a", 6), Exposure("G", "a", 5), Exposure("G", "b", 5), Exposure("G", "c", 10), Exposure("H", "a", 99)]
    found = large_exposures(exposures, own_funds={"G": 100}, one_client={"G": 0.10}, one_group={"G": 0.15}, groups={"a": "1", "b": "1"})
    assert [(one.clients, one.fen, one.limit) for one in found] == [(("a",), 11, 0.10), (("a", "b"), 16, 0.15)]


def test_who_has_no_funds_left_bears_nothing() -> None:
    (found,) = large_exposures([Exposure("G", "a", 1)], own_funds={"G": 0}, one_client={"G": 0.1}, one_group={})
    assert found.share == float("inf")
