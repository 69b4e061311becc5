"""How much one lender puts in, over six months."""

from __future__ import annotations

import pytest

from monthly_builders import value


def test_money_lent_is_divided_by_lenders() -> None:
    assert value("lent_per_lender", lent_fen=100_000_000.0, lenders_current_count=100.0) == pytest.approx(1_000_000)


def test_without_lenders_there_is_no_value() -> None:
    assert value("lent_per_lender", lent_fen=100_000_000.0, lenders_current_count=0.0) is None
