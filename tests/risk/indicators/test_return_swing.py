"""How far the return swings: highest less lowest, once three months are known."""

from __future__ import annotations

import pytest

from monthly_builders import value


def test_the_lowest_is_taken_from_the_highest() -> None:
    before = {"2026-02": {"annual_rate": 0.15}, "2026-01": {"annual_rate": 0.09}}
    assert value("return_swing", annual_rate=0.10, before=before) == pytest.approx(0.06)


def test_two_months_are_too_few_to_speak_of_a_swing() -> None:
    assert value("return_swing", annual_rate=0.10, before={"2026-02": {"annual_rate": 0.15}}) is None
