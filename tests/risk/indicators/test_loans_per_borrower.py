"""How many listings one borrower has, over six months."""

from __future__ import annotations

import pytest

from monthly_builders import value


def test_ten_listings_in_each_name() -> None:
    assert value("loans_per_borrower", loans_count=300.0, borrowers_current_count=30.0) == pytest.approx(10)


def test_without_borrowers_or_listings_there_is_no_value() -> None:
    assert value("loans_per_borrower", loans_count=300.0, borrowers_current_count=0.0) is None
    assert value("loans_per_borrower", loans_count=None, borrowers_current_count=30.0) is None
