"""Clients' sub-accounts are topped up just in time and by as little as will do."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.sample.wallets import Movements, top_ups

rows = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 50), st.integers(-5_000_000, 5_000_000).filter(lambda fen: fen != 0)),
    min_size=1,
    max_size=60,
)


@given(rows)
def test_with_its_top_ups_no_sub_account_is_ever_below_zero_nor_topped_up_without_need(given_rows: list[tuple[int, int, int]]) -> None:
    client, at, amount = (np.array(column, dtype=np.int64) for column in zip(*given_rows, strict=True))

    before, extra = top_ups(Movements(client, at, amount))

    put_in = np.zeros(len(client), dtype=np.int64)
    put_in[before] = extra
    assert (extra % 10_000 == 0).all()
    assert (amount[before] < 0).all(), "money is put in just before it is needed"
    for one in range(5):
        mine = np.flatnonzero(client == one)
        mine = mine[np.argsort(at[mine], kind="stable")]
        balance = np.cumsum(amount[mine] + put_in[mine])
        assert (balance >= 0).all()
        lacking = int(max(0, -np.cumsum(amount[mine]).min(initial=0)))
        assert put_in[mine].sum() - lacking < 10_000, "as little as whole hundreds of yuan allow"


def test_moments_that_coincide_keep_the_order_given() -> None:
    movements = Movements(np.array([0, 0]), np.array([9, 9]), np.array([500, -500]))

    assert len(top_ups(movements)[0]) == 0
