"""Periods by hand: working days where the law means them, calendar days and months elsewhere, ends on rest days moved on."""

from __future__ import annotations

from datetime import date

import pytest

from lookthrough.cases.clocks import Unit
from lookthrough.cases.procedure.terms import last_day, term_on


@pytest.mark.parametrize(
    ("name", "start", "ends"),
    [
        # holidays 1 to 7 October, Saturday 10 is worked: 30, 8, 9, 10, 12, 13, 14
        ("first_registration", date(2026, 9, 29), date(2026, 10, 14)),
        ("first_registration", date(2026, 11, 2), date(2026, 11, 11)),
        ("hearing_request", date(2026, 11, 2), date(2026, 11, 9)),
        ("hearing_request", date(2024, 9, 30), date(2024, 10, 12)),  # the twelfth is a Saturday that is worked
        ("announcement", date(2026, 11, 2), date(2026, 12, 2)),
        ("announcement", date(2026, 9, 1), date(2026, 10, 8)),  # ends in the holiday of October
        ("announcement", date(2021, 12, 1), date(2022, 1, 30)),  # before 2022: sixty days (the thirtieth is a Sunday that is worked)
        ("reconsideration", date(2025, 11, 3), date(2026, 1, 4)),  # the sixtieth day is 2 January, a holiday; Sunday the fourth is worked
        ("suit", date(2025, 8, 31), date(2026, 2, 28)),  # February has no 31st; Saturday the 28th is worked
        ("suit", date(2025, 11, 17), date(2026, 5, 18)),  # the 17th of May is a Sunday
        ("suit_after_reconsideration", date(2026, 11, 2), date(2026, 11, 17)),
        ("reconsideration_reply", date(2026, 11, 2), date(2026, 11, 16)),
        ("suit_reply", date(2026, 11, 2), date(2026, 11, 17)),
        ("reconsideration_untold", date(2025, 11, 2), date(2026, 11, 2)),
    ],
)
def test_a_period_ends_on_its_day(name: str, start: date, ends: date) -> None:
    assert last_day(name, start) == ends


def test_every_period_names_its_law_in_both_languages() -> None:
    names = ("first_registration", "statement", "hearing_request", "hearing_notice", "decision_service", "announcement", "reconsideration",
             "reconsideration_untold", "suit", "suit_untold", "suit_after_reconsideration", "reconsideration_reply", "suit_reply",
             "rectification", "account_query", "inspection")  # fmt: skip
    for name in names:
        basis = term_on(name, date(2026, 11, 2)).basis
        assert basis.zh != basis.en, name


def test_the_short_periods_of_the_penalty_law_are_working_days() -> None:
    for name in ("first_registration", "hearing_request", "hearing_notice", "decision_service", "reconsideration_reply"):
        assert term_on(name, date(2026, 11, 2)).unit is Unit.WORKING_DAYS
