"""How much one borrower takes up, over six months."""

from __future__ import annotations

import pytest

from monthly_builders import value


def test_a_hundred_million_fen_among_five() -> None:
    assert value("lent_per_borrower", lent_fen=100_000_000.0, borrowers_current_count=5.0) == pytest.approx(20_000_000)


def test_without_borrowers_there_is_no_value() -> None:
    assert value("lent_per_borrower", lent_fen=100_000_000.0, borrowers_current_count=None) is None
