"""How many lenders stand behind one borrower, over six months."""

from __future__ import annotations

import pytest

from monthly_builders import value


def test_all_lenders_of_six_months_are_divided_by_all_borrowers() -> None:
    before = {"2026-02": {"lenders_current_count": 100.0, "borrowers_current_count": 40.0}}
    assert value("lenders_per_borrower", lenders_current_count=900.0, borrowers_current_count=10.0, before=before) == pytest.approx(20)


def test_without_a_borrower_there_is_no_value() -> None:
    assert value("lenders_per_borrower", lenders_current_count=900.0, borrowers_current_count=0.0) is None


def test_what_was_not_disclosed_is_unknown() -> None:
    assert value("lenders_per_borrower", lenders_current_count=900.0, borrowers_current_count=None) is None
