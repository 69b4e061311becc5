"""Money is shared out exactly: to the fen, whatever the order of rows, late claimants catching up, nobody above the base."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.cases.repayment.payout import BASES, GROSS, NET, Claims, Payout, payout, summed, total

Row = tuple[str, int, int, int, bool]
FEN = st.one_of(st.integers(0, 50), st.integers(0, 10**6), st.integers(0, 10**15))
ROWS = st.lists(st.tuples(st.sampled_from("abcdefgh"), FEN, FEN, st.one_of(st.just(0), FEN), st.booleans()), max_size=12)
AVAILABLE = st.one_of(st.integers(0, 60), st.integers(0, 10**7), st.integers(0, 10**17))


def claims_of(rows: list[Row]) -> Claims:
    return summed(*([row[place] for row in rows] for place in range(5)))  # type: ignore[arg-type]


def shared(rows: list[Row], available: int, base: str = GROSS) -> Payout:
    return payout(claims_of(rows), available_fen=available, base=base)


def by_key(done: Payout) -> dict[str, int]:
    return dict(zip(done.claims.keys, done.shares.tolist(), strict=True))


def figures(done: Payout) -> tuple[list[int], list[int], list[int]]:
    return done.bases.tolist(), done.claims.before.tolist(), done.shares.tolist()


def told(done: Payout) -> tuple[object, ...]:
    """What a round says, as values that compare."""
    claims = done.claims
    return (
        list(claims.keys), claims.held.tolist(), done.bases.tolist(), done.shares.tolist(), done.level, done.paid_fen, done.left_fen,
    )  # fmt: skip


@given(ROWS, AVAILABLE, st.sampled_from(BASES))
def test_shares_sum_to_what_is_available_or_still_owed_and_nobody_passes_the_base(rows: list[Row], available: int, base: str) -> None:
    done = shared(rows, available, base)
    owed = sum(max(0, own - had) for own, had in zip(*figures(done)[:2], strict=True))
    assert done.paid_fen + done.held_fen == total(done.shares) == min(available, owed)
    assert done.left_fen == available - total(done.shares)
    for own, had, share in zip(*figures(done), strict=True):
        assert 0 <= share <= max(0, own - had)


@given(ROWS, AVAILABLE, st.sampled_from(BASES), st.randoms())
def test_the_order_of_rows_changes_nothing(rows: list[Row], available: int, base: str, shuffler: object) -> None:
    mixed = list(rows)
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]
    assert told(shared(mixed, available, base)) == told(shared(rows, available, base))


@given(ROWS, AVAILABLE, st.sampled_from(BASES))
def test_equal_base_and_equal_prior_payment_differ_by_one_fen_at_most(rows: list[Row], available: int, base: str) -> None:
    done = shared(rows, available, base)
    alike: dict[tuple[int, int], list[int]] = {}
    for own, had, share in zip(*figures(done), strict=True):
        alike.setdefault((own, had), []).append(share)
    assert all(max(shares) - min(shares) <= 1 for shares in alike.values())


@given(ROWS, AVAILABLE, st.sampled_from(BASES))
def test_everybody_below_the_level_is_raised_to_it_within_a_fen_and_those_above_get_nothing(
    rows: list[Row], available: int, base: str
) -> None:
    done = shared(rows, available, base)
    level = Fraction(done.level.numerator, done.level.denominator or 1)
    for own, had, share in zip(*figures(done), strict=True):
        due = max(Fraction(0), min(own * level, own) - had)
        assert abs(share - due) < 1
        assert share == 0 or had < own * level


@given(ROWS, st.lists(AVAILABLE, min_size=1, max_size=6), st.sampled_from(BASES))
def test_many_rounds_give_the_same_as_one_within_a_fen_a_round(rows: list[Row], sums: list[int], base: str) -> None:
    fresh = [(key, gave, out, 0, held) for key, gave, out, _, held in rows]
    claims, given_so_far = claims_of(fresh), 0
    for available in sums:
        done = payout(claims, available_fen=available, base=base)
        claims = replace(claims, before=claims.before + done.shares)
        given_so_far += total(done.shares)
    at_once = shared(fresh, sum(sums), base)
    assert given_so_far == total(at_once.shares)
    assert all(abs(had - share) <= len(sums) for had, share in zip(claims.before.tolist(), at_once.shares.tolist(), strict=True))


@given(ROWS, AVAILABLE)
def test_repeated_keys_are_one_claimant(rows: list[Row], available: int) -> None:
    once: dict[str, list[int]] = {}
    for key, *figures in rows:
        once[key] = [one + more for one, more in zip(once.get(key, [0, 0, 0, 0]), figures, strict=True)]
    joined = [(key, gave, out, had, held > 0) for key, (gave, out, had, held) in once.items()]
    assert told(shared(rows, available)) == told(shared(joined, available))  # type: ignore[arg-type]


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
    assert net.ratios().tolist()[0] == 0.75
    assert isnan(net.ratios()[1])


def test_a_disputed_share_is_reckoned_like_any_other_and_held() -> None:
    done = shared([("a", 100, 0, 0, True), ("b", 100, 0, 0, False)], 100)
    assert (done.paid_fen, done.held_fen) == (50, 50)
    assert shared([("a", 100, 0, 0, True)], 40).paid_fen == 0


def test_products_beyond_64_bits_stay_exact() -> None:
    rows = [("a", 10**15, 0, 0, False), ("b", 10**15 - 1, 0, 0, False), ("c", 1, 0, 0, False)]
    done = shared(rows, 10**15)
    exact = [Fraction(own * 10**15, 2 * 10**15) for own in (10**15, 10**15 - 1, 1)]
    assert all(abs(share - due) < 1 for share, due in zip(done.shares.tolist(), exact, strict=True))
    assert total(done.shares) == 10**15


def test_nobody_and_nothing() -> None:
    assert shared([], 100).left_fen == 100
    assert by_key(shared([("one", 7, 0, 0, False)], 3)) == {"one": 3}
    assert by_key(shared([("one", 7, 0, 0, False)], 0)) == {"one": 0}


@pytest.mark.parametrize(("available", "base"), [(-1, GROSS), (1, "both")])
def test_a_negative_sum_and_an_unknown_base_are_refused(available: int, base: str) -> None:
    with pytest.raises(ValueError, match=r"shared out|gross or net"):
        shared([("a", 1, 0, 0, False)], available, base)


@given(ROWS, AVAILABLE)
def test_wide_integers_give_the_same_as_64_bits(rows: list[Row], available: int) -> None:
    quick = claims_of(rows)
    wide = replace(quick, **{name: getattr(quick, name).astype(object) for name in ("contributed", "returned", "before")})
    assert told(payout(wide, available_fen=available)) == told(payout(quick, available_fen=available))


def test_a_claimant_whose_sums_pass_64_bits() -> None:
    most = 10**18 - 1
    rows = [("a", most, 0, 0, False)] * 12 + [("b", most, 0, 0, False)]
    done = shared(rows, 13 * 10**17)
    assert by_key(done) == {"a": 12 * 10**17, "b": 10**17}
    assert done.bases.tolist() == [12 * most, most]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=60), st.integers(0, 200))
def test_the_level_is_the_one_that_filling_up_step_by_step_finds(pairs: list[tuple[int, int]], available: int) -> None:
    rows = [(f"{place:03d}", own, 0, had, False) for place, (own, had) in enumerate(pairs)]
    done = shared(rows, available)
    level, left = Fraction(0), Fraction(available)
    steps = sorted({Fraction(had, own) for own, had in pairs if had < own} | {Fraction(1)})
    level = steps[0]
    for upper in steps[1:]:
        width = sum(own for own, had in pairs if had < own and Fraction(had, own) <= level)
        if (upper - level) * width >= left:
            break
        left -= (upper - level) * width
        level = upper
    width = sum(own for own, had in pairs if had < own and Fraction(had, own) <= level)
    expected = min(Fraction(1), level + left / width) if width and level < 1 else Fraction(1)
    assert Fraction(done.level.numerator, done.level.denominator) == expected


def test_a_sum_of_bases_beyond_64_bits() -> None:
    rows = [(f"{place:02d}", 10**18 - 1 - place, 0, 0, False) for place in range(30)]
    done = shared(rows, 10**18 + 7)
    assert total(done.shares) == 10**18 + 7
    exact = [Fraction(row[1] * (10**18 + 7), sum(one[1] for one in rows)) for row in rows]
    assert all(abs(share - due) < 1 for share, due in zip(done.shares.tolist(), exact, strict=True))
