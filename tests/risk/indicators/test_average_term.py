"""The average term of loans over six months."""

from __future__ import annotations

import pytest

from monthly_builders import value


def test_the_terms_of_six_months_are_averaged() -> None:
    assert value(
        "average_term", term_months=2.0, before={"2026-01": {"term_months": 4.0}, "2025-08": {"term_months": 30.0}}
    ) == pytest.approx(3)


def test_no_term_disclosed_is_no_value() -> None:
    assert value("average_term", term_months=None) is None
