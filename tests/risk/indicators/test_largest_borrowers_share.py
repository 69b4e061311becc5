"""The share of the ten largest borrowers, as a mean of the months that disclosed it."""

from __future__ import annotations

import pytest

from monthly_builders import value


def test_months_that_disclosed_it_are_averaged() -> None:
    before = {"2026-02": {"top_10_borrowers_share": 0.5}, "2026-01": {"lent_fen": 1.0}}
    assert value("largest_borrowers_share", top_10_borrowers_share=0.7, before=before) == pytest.approx(0.6)


def test_a_platform_that_does_not_disclose_it_has_no_value() -> None:
    assert value("largest_borrowers_share", top_10_borrowers_share=None) is None
