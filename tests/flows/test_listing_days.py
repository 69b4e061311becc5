"""What listings' transfers come to a day is what a patient clerk adds up."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import Purpose
from lookthrough.flows.listing_days import listing_days
from lookthrough.flows.partitions import Partition

SUMS = {
    Purpose.INVEST: "invested_fen", Purpose.DISBURSE: "disbursed_fen", Purpose.REPAY_PRINCIPAL: "repaid_principal_fen",
    Purpose.REPAY_INTEREST: "repaid_interest_fen", Purpose.PAYOUT_PRINCIPAL: "paid_principal_fen",
    Purpose.PAYOUT_INTEREST: "paid_interest_fen", Purpose.REFUND: "refunded_fen",
}  # fmt: skip
Row = tuple[int, int, int, int, int]  # institution, day, product, purpose, fen


def partition(rows: list[Row]) -> Partition:
    rows = sorted(rows, key=lambda row: row[:2])
    institution, day, product, purpose, fen = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    some, first = np.unique(institution, return_index=True)
    columns: dict[str, Any] = {
        "moment": day * MICROSECONDS_A_DAY + 5, "product": product.astype(np.int32), "purpose": purpose.astype(np.int8), "amount_fen": fen,
    }  # fmt: skip
    return Partition(some.astype(np.int32), np.append(first, len(rows)), columns)


def added_up(rows: list[Row]) -> Counter[tuple[int, int, int, str]]:
    return Counter(
        {key: sum(row[4] for row in rows if key == _key(row)) for key in {_key(row) for row in rows if row[2] >= 0 and row[3] in SUMS}}
    )


def _key(row: Row) -> tuple[int, int, int, str]:
    return row[0], row[2], row[1], SUMS.get(Purpose(row[3]), "")


def told(table: pa.Table) -> Counter[tuple[int, int, int, str]]:
    lines: list[dict[str, Any]] = table.to_pylist()
    assert len({(line["institution"], line["product"], line["day"]) for line in lines}) == len(lines)
    return Counter(
        {(line["institution"], line["product"], line["day"], name): line[name] for line in lines for name in SUMS.values() if line[name]}
    )


ROWS = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 4), st.integers(-1, 3), st.sampled_from([int(one) for one in Purpose]), st.integers(1, 2**53)
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(rows=ROWS, until=st.none() | st.integers(0, 5))
def test_every_fen_of_a_listing_stands_on_its_day(rows: list[Row], until: int | None) -> None:
    found = listing_days(partition(rows), 4, until=None if until is None else until * MICROSECONDS_A_DAY)

    assert told(found) == added_up([row for row in rows if until is None or row[1] < until])


def test_earlier_days_of_its_own_institutions_come_first() -> None:
    rows: list[Row] = [(1, 3, 0, int(Purpose.INVEST), 7)]
    before = listing_days(partition([(1, 2, 0, int(Purpose.INVEST), 5), (2, 2, 1, int(Purpose.INVEST), 6)]), 2)

    found = listing_days(partition(rows), 2, before=before)

    assert found.select(["institution", "day", "invested_fen"]).to_pylist() == [
        {"institution": 1, "day": 2, "invested_fen": 5},
        {"institution": 1, "day": 3, "invested_fen": 7},
    ]
