"""How much the offer of loans moves: the same listings month after month stand out, growth by itself does not hide them."""

from __future__ import annotations

import math

import pytest

from monthly_builders import value

EVEN = {"loans_count": 100.0, "term_months": 3.0}


def test_an_offer_that_never_moves_is_nought() -> None:
    before = {f"2026-0{month}": {"lent_fen": 500.0, **EVEN} for month in (1, 2)} | {"2025-12": {"lent_fen": 500.0, **EVEN}}
    assert value("offer_movement", lent_fen=500.0, **EVEN, before=before) == pytest.approx(0)


def test_each_month_counts_against_the_one_before_and_the_three_figures_alike() -> None:
    before = {"2026-02": {"lent_fen": 200.0, **EVEN}, "2026-01": {"lent_fen": 100.0, **EVEN}, "2025-12": {"lent_fen": 200.0, **EVEN}}
    assert value("offer_movement", lent_fen=100.0, **EVEN, before=before) == pytest.approx(math.log(2) / 3)


def test_three_pairs_of_months_are_needed_of_each_figure() -> None:
    before = {"2026-02": {"lent_fen": 200.0, **EVEN}, "2026-01": {"lent_fen": 100.0, **EVEN}}
    assert value("offer_movement", lent_fen=100.0, **EVEN, before=before) is None


def test_a_month_without_volume_is_no_movement_but_a_gap() -> None:
    before = {"2026-02": {"lent_fen": 0.0, **EVEN}, "2026-01": {"lent_fen": 100.0, **EVEN}, "2025-12": {"lent_fen": 100.0, **EVEN}}
    assert value("offer_movement", lent_fen=100.0, **EVEN, before=before) is None
