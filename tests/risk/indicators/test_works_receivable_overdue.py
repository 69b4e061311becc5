"""Works receivables overdue: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"works_receivable_overdue_fen": 4_000_000, "works_contract_fen": 10_000_000}, 0.4, id="two fifths"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], expected: float) -> None:
    assert value("works_receivable_overdue", **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"works_receivable_overdue_fen": 0, "works_contract_fen": 0}, id="no works"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("works_receivable_overdue", **figures) is None
