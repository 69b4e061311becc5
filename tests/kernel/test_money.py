"""Money: said shortly, written out, read exactly, shared out without loss."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.kernel.money import fen_text, full_text, parse_yuan, split

AMOUNTS = st.integers(min_value=-(10**20), max_value=10**20)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**14), min_size=1, max_size=40).filter(any)


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (0, "0元", "¥0"),
        (5, "0.05元", "¥0.05"),
        (120, "1.20元", "¥1.20"),
        (300_00, "300元", "¥300"),
        (9_999_99, "9,999.99元", "¥9,999.99"),
        (12_300_00, "1.23万元", "¥12,300"),
        (-12_300_00, "-1.23万元", "-¥12,300"),
        (99_999_999_99, "1亿元", "¥100 million"),
        (540_000_000_00, "5.4亿元", "¥540 million"),
        (1_234_567_890_123_00, "1.23万亿元", "¥1.23 trillion"),
    ],
)
def test_an_amount_is_said_shortly_in_both_languages(fen, zh, en):
    assert fen_text(fen) == zh
    assert fen_text(fen, "en") == en


def test_an_amount_is_written_out_to_the_fen():
    assert full_text(12_300_00) == "12,300.00元"
    assert full_text(-5, "en") == "-¥0.05"


@given(AMOUNTS)
def test_what_is_written_out_reads_back_to_the_same_fen(fen):
    assert parse_yuan(full_text(fen)) == fen
    assert parse_yuan(full_text(fen, "en")) == fen


@given(AMOUNTS)
def test_the_short_form_is_within_half_a_hundredth_of_its_unit(fen):
    short = parse_yuan(fen_text(fen))
    assert abs(short - fen) <= max(abs(fen) // 200, 0)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1.23万元", 12_300_00),
        ("５．４亿", 540_000_000_00),
        ("¥ 12,300", 12_300_00),
        ("-0.01元", -1),
        ("500万元人民币", 5_000_000_00),
        ("3千元", 3_000_00),
    ],
)
def test_yuan_texts_are_read_exactly(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize("text", ["", "元", "1,00元", "1.005元", "12e3", "0.0000001万", "5美元", "--5", "一万元", "nan"])
def test_what_is_not_a_whole_number_of_fen_is_refused(text):
    with pytest.raises(ValueError, match=r"not an amount in yuan|finer than a fen"):
        parse_yuan(text)


def test_a_payout_of_three_equal_claims_gives_the_odd_fen_to_the_first():
    assert split(100, [1, 1, 1]) == [34, 33, 33]


@given(AMOUNTS, WEIGHTS)
def test_the_parts_sum_to_the_amount_and_nobody_is_a_fen_away(amount, weights):
    parts = split(amount, weights)
    total = sum(weights)
    assert sum(parts) == amount
    assert all(abs(part * total - amount * weight) < total for part, weight in zip(parts, weights, strict=True))


@given(st.integers(min_value=0, max_value=10**20), WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_but_who_wins_an_equal_remainder(amount, weights, shuffle: random.Random):
    places = list(range(len(weights)))
    shuffle.shuffle(places)
    there = split(amount, weights)
    back = dict(zip(places, split(amount, [weights[place] for place in places]), strict=True))
    remainders = [amount * weight % sum(weights) for weight in weights]
    for place in places:
        assert abs(there[place] - back[place]) <= (remainders.count(remainders[place]) > 1)


def test_products_beyond_64_bits_are_shared_exactly():
    assert split(5 * 10**12, [7 * 10**11] * 7) == split(5 * 10**12, [1] * 7)


def test_an_amount_without_any_weight_is_refused_and_nothing_over_nothing_is_nothing():
    assert split(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="no weight"):
        split(1, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        split(1, [2, -1])
