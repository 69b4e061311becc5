"""Money lent in the last three months against the three before."""

from __future__ import annotations

import pytest

from monthly_builders import value

BEFORE = {"2026-02": {"lent_fen": 70.0}, "2025-12": {"lent_fen": 100.0}, "2025-10": {"lent_fen": 100.0}}


def test_a_fall_shows_as_a_negative_share() -> None:
    assert value("volume_fall", lent_fen=50.0, before=BEFORE) == pytest.approx(-0.4)


def test_a_platform_that_is_new_has_nothing_to_fall_from() -> None:
    assert value("volume_fall", lent_fen=50.0, before={"2026-02": {"lent_fen": 70.0}}) is None
