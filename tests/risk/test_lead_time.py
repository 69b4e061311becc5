"""Lead time: from the first lasting orange to the event, and no credit for an alarm that was taken back."""

from __future__ import annotations

from datetime import date

import pytest

from lookthrough.kernel.periods import Month
from lookthrough.risk.lead_time import lead_days

EVENT = date(2026, 6, 15)


def months(said: str) -> dict[Month, str]:
    """One letter a month from January on: o orange, r red, y yellow, i insufficient."""
    words = {"o": "orange", "r": "red", "y": "yellow", "i": "insufficient"}
    return {Month(2026, place): words[letter] for place, letter in enumerate(said, 1)}


@pytest.mark.parametrize(
    ("said", "days"),
    [
        pytest.param("yyooo", 76, id="from the end of March"),
        pytest.param("yyryo", 76, id="half of the days and more"),
        pytest.param("oyyyy", None, id="an alarm that was taken back"),
        pytest.param("yyyyy", None, id="never"),
        pytest.param("yyyyyo", None, id="the month of the event ends after it"),
        pytest.param("iiiio", 15, id="two weeks"),
    ],
)
def test_lead_time_is_counted_from_the_first_lasting_warning(said: str, days: int | None) -> None:
    assert lead_days(months(said), EVENT) == days
