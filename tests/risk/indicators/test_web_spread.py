"""Growth of mentions on the web: worked out by hand, and no value without its facts."""

from __future__ import annotations

import pytest

from monthly_builders import value


@pytest.mark.parametrize(
    ("figures", "before", "expected"),
    [
        pytest.param({"web_mentions_count": 400}, {"2026-02": {"web_mentions_count": 100}}, 4.0, id="four times"),
        pytest.param({"web_mentions_count": 20}, {"2026-02": {"web_mentions_count": 0}}, 2.0, id="a small base counts as ten"),
    ],
)
def test_what_was_reported_makes_the_value(figures: dict[str, float], before: dict[str, dict[str, float]], expected: float) -> None:
    assert value("web_spread", before=before, **figures) == pytest.approx(expected)


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param({"web_mentions_count": 20}, id="no month before"),
    ],
)
def test_without_what_it_needs_there_is_no_value(figures: dict[str, float]) -> None:
    assert value("web_spread", **figures) is None
