"""Money is shared out exactly: to the fen, whatever the order of rows, late claimants catching up, nobody above the base."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.cases.repayment.payout import BASES, GROSS, NET, Claims, Payout, payout, summed

Row = tuple[str, int, int, int, bool]
FEN = st.one_of(st.integers(0, 50), st.integers(0, 10**6), st.integers(0, 10**15))
ROWS = st.lists(st.tuples(st.sampled_from("abcdefgh"), FEN, FEN, st.one_of(st.just(0), FEN), st.booleans()), max_size=12)
AVAILABLE = st.one_of(st.integers(0, 60), st.integers(0, 10**7), st.integers(0, 10**17))


def claims_of(rows: list[Row]) -> Claims:
    return summed(Claims(*([row[place] for row in rows] for place in range(5))))  # type: ignore[arg-type]


def shared(rows: list[Row], available: int, base: str = GROSS) -> Payout:
    return payout(claims_of(rows), available_fen=available, base=base)


def by_key(done: Payout) -> dict[str, int]:
    return dict(zip(done.claims.keys, done.shares, strict=True))


@given(ROWS, AVAILABLE, st.sampled_from(BASES))
def test_shares_sum_to_what_is_available_or_still_owed_and_nobody_passes_the_base(rows: list[Row], available: int, base: str) -> None:
    done = shared(rows, available, base)
    owed = sum(max(0, own - had) for own, had in zip(done.bases, done.claims.before, strict=True))
    assert done.paid_fen + done.held_fen == sum(done.shares) == min(available, owed)
    assert done.left_fen == available - sum(done.shares)
    for own, had, share in zip(done.bases, done.claims.before, done.shares, strict=True):
        assert 0 <= share <= max(0, own - had)


@given(ROWS, AVAILABLE, st.sampled_from(BASES), st.randoms())
def test_the_order_of_rows_changes_nothing(rows: list[Row], available: int, base: str, shuffler: object) -> None:
    mixed = list(rows)
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]
    assert shared(mixed, available, base) == shared(rows, available, base)


@given(ROWS, AVAILABLE, st.sampled_from(BASES))
def test_equal_base_and_equal_prior_payment_differ_by_one_fen_at_most(rows: list[Row], available: int, base: str) -> None:
    done = shared(rows, available, base)
    alike: dict[tuple[int, int], list[int]] = {}
    for own, had, share in zip(done.bases, done.claims.before, done.shares, strict=True):
        alike.setdefault((own, had), []).append(share)
    assert all(max(shares) - min(shares) <= 1 for shares in alike.values())


@given(ROWS, AVAILABLE, st.sampled_from(BASES))
def test_everybody_below_the_level_is_raised_to_it_within_a_fen_and_those_above_get_nothing(
    rows: list[Row], available: int, base: str
) -> None:
    done = shared(rows, available, base)
    level = Fraction(done.level.numerator, done.level.denominator or 1)
    for own, had, share in zip(done.bases, done.claims.before, done.shares, strict=True):
        due = max(Fraction(0), min(own * level, own) - had)
        assert abs(share - due) < 1
        assert share == 0 or had < own * level


@given(ROWS, st.lists(AVAILABLE, min_size=1, max_size=6), st.sampled_from(BASES))
def test_many_rounds_give_the_same_as_one_within_a_fen_a_round(rows: list[Row], sums: list[int], base: str) -> None:
    fresh = [(key, gave, out, 0, held) for key, gave, out, _, held in rows]
    claims, given_so_far = claims_of(fresh), 0
    for available in sums:
        done = payout(claims, available_fen=available, base=base)
        claims.before = [had + share for had, share in zip(claims.before, done.shares, strict=True)]
        given_so_far += sum(done.shares)
    at_once = shared(fresh, sum(sums), base)
    assert given_so_far == sum(at_once.shares)
    assert all(abs(had - share) <= len(sums) for had, share in zip(claims.before, at_once.shares, strict=True))


@given(ROWS, AVAILABLE)
def test_repeated_keys_are_one_claimant(rows: list[Row], available: int) -> None:
    once: dict[str, list[int]] = {}
    for key, *figures in rows:
        once[key] = [one + more for one, more in zip(once.get(key, [0, 0, 0, 0]), figures, strict=True)]
    joined = [(key, gave, out, had, held > 0) for key, (gave, out, had, held) in once.items()]
    assert shared(rows, available) == shared(joined, available)  # type: ignore[arg-type]


def test_a_late_claimant_catches_up_before_others_get_more() -> None:
    first = shared([("early", 100_00, 0, 0, False), ("other", 300_00, 0, 0, False)], 100_00)
    assert by_key(first) == {"early": 25_00, "other": 75_00}
    rows = [("early", 100_00, 0, 25_00, False), ("other", 300_00, 0, 75_00, False), ("late", 100_00, 0, 0, False)]
    assert by_key(shared(rows, 20_00)) == {"early": 0, "late": 20_00, "other": 0}
    assert by_key(shared(rows, 25_00 + 50_00)) == {"early": 10_00, "late": 35_00, "other": 30_00}


def test_who_had_more_than_the_level_keeps_it_and_pays_nothing_back() -> None:
    rows = [("ahead", 100, 0, 90, False), ("b", 100, 0, 0, False), ("c", 100, 0, 0, False)]
    assert by_key(shared(rows, 100)) == {"ahead": 0, "b": 50, "c": 50}
    assert by_key(shared([("over", 100, 0, 150, False), ("b", 100, 0, 0, False)], 500)) == {"b": 100, "over": 0}


def test_equal_remainders_are_served_by_claimant_key() -> None:
    assert by_key(shared([(key, 1, 0, 0, False) for key in "dbca"], 2)) == {"a": 1, "b": 1, "c": 0, "d": 0}


def test_the_base_is_what_the_plan_says_and_net_winners_get_nothing_on_the_net_one() -> None:
    rows = [("loser", 100, 20, 0, False), ("winner", 100, 130, 0, False), ("nothing", 0, 0, 0, False)]
    assert by_key(shared(rows, 60)) == {"loser": 30, "nothing": 0, "winner": 30}
    net = shared(rows, 60, NET)
    assert by_key(net) == {"loser": 60, "nothing": 0, "winner": 0}
    assert net.ratio(0) == 0.75
    assert net.ratio(1) is None


def test_a_disputed_share_is_reckoned_like_any_other_and_held() -> None:
    done = shared([("a", 100, 0, 0, True), ("b", 100, 0, 0, False)], 100)
    assert (done.paid_fen, done.held_fen) == (50, 50)
    assert shared([("a", 100, 0, 0, True)], 40).paid_fen == 0


def test_products_beyond_64_bits_stay_exact() -> None:
    rows = [("a", 10**15, 0, 0, False), ("b", 10**15 - 1, 0, 0, False), ("c", 1, 0, 0, False)]
    done = shared(rows, 10**15)
    exact = [Fraction(own * 10**15, 2 * 10**15) for own in (10**15, 10**15 - 1, 1)]
    assert all(abs(share - due) < 1 for share, due in zip(done.shares, exact, strict=True))
    assert sum(done.shares) == 10**15


def test_nobody_and_nothing() -> None:
    assert shared([], 100).left_fen == 100
    assert by_key(shared([("one", 7, 0, 0, False)], 3)) == {"one": 3}
    assert by_key(shared([("one", 7, 0, 0, False)], 0)) == {"one": 0}


@pytest.mark.parametrize(("available", "base"), [(-1, GROSS), (1, "both")])
def test_a_negative_sum_and_an_unknown_base_are_refused(available: int, base: str) -> None:
    with pytest.raises(ValueError, match=r"shared out|gross or net"):
        shared([("a", 1, 0, 0, False)], available, base)
