"""New local loans over bank loans: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param({"local_loans_new_fen": 15, "loans_outstanding_fen": 100}, {"2026-02": {"local_loans_new_fen": 5}}, 0.2, id="a fifth"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("local_loans_growth", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"local_loans_new_fen": 15}, id="no bank loans known"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("local_loans_growth", **figures) is None
