"""Splitting fen over parts: exact at any size, nothing lost, nothing depends on the order of parts."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.flows.draws import draw_pro_rata, share_of

FEN = st.integers(min_value=1, max_value=2**53 // 64)


@given(amount=st.integers(0, 2**53), part=st.integers(0, 2**53), more=st.integers(1, 2**53))
def test_a_share_is_exact_where_the_product_passes_64_bits(amount: int, part: int, more: int) -> None:
    whole = part + more

    quotient, remainder = share_of(amount, part, whole)

    assert (quotient, remainder) == divmod(amount * part, whole)


@given(amounts=st.lists(FEN, min_size=1, max_size=40), share=st.fractions(0, 1), data=st.data())
def test_parts_sum_to_the_amount_and_order_changes_nothing(amounts: list[int], share: Fraction, data: st.DataObject) -> None:
    amount = int(sum(amounts) * share)
    shuffled = data.draw(st.permutations(range(len(amounts))))

    taken = drawn(list(range(len(amounts))), amounts, amount)
    again = drawn(shuffled, [amounts[place] for place in shuffled], amount)

    assert sum(taken.values()) == amount
    assert taken == again
    for place, fen in taken.items():
        assert abs(fen - Fraction(amounts[place]) * amount / sum(amounts)) < 1
        assert 0 <= fen <= amounts[place]


def drawn(parts: list[int], amounts: list[int], amount: int) -> dict[int, int]:
    taken = np.zeros(len(parts), np.int64)
    draw_pro_rata(np.array(parts), np.array(amounts), len(parts), amount, taken)
    return dict(zip(parts, taken.tolist(), strict=True))
