"""Limits of licensed bodies beside their returns: at the limit is within, beyond it is beyond, what is missing is said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.intake.facts import Fact
from lookthrough.intake.template import template
from lookthrough.supervision.ratios import RATIOS, Measured, Standing, fields_of, measure
from lookthrough.supervision.returns_queries import compare

ON = date(2026, 10, 31)
SOUND = {
    "net_assets_fen": 10_000_000_00, "guarantee_liability_fen": 100_000_000_00, "guarantee_largest_client_fen": 1_000_000_00,
    "guarantee_largest_group_fen": 1_500_000_00, "guarantee_controllers_fen": 0, "paid_in_capital_fen": 20_000_000_00,
}  # fmt: skip


def by_name(business: str, facts: dict[str, float | None], on: date = ON) -> dict[str, Measured]:
    """Return what was measured, by ratio."""
    return {one.ratio.name: one for one in measure(business=business, facts=facts, on=on)}


def test_a_guarantor_exactly_at_its_limits_is_within() -> None:
    found = by_name("guarantor", dict(SOUND))
    assert {one.standing for one in found.values()} == {Standing.WITHIN}


@pytest.mark.parametrize(
    ("field", "value", "ratio"),
    [
        ("guarantee_liability_fen", 100_000_000_01, "all_clients"),
        ("guarantee_largest_client_fen", 1_000_000_01, "one_client"),
        ("guarantee_largest_group_fen", 1_500_000_01, "one_group"),
        ("guarantee_controllers_fen", 1, "controllers"),
        ("paid_in_capital_fen", 19_999_999_99, "paid_in_capital"),
    ],
)
def test_one_fen_more_is_beyond(field: str, value: int, ratio: str) -> None:
    found = by_name("guarantor", {**SOUND, field: value})
    assert {name for name, one in found.items() if one.standing is Standing.BEYOND} == {ratio}


def test_who_mainly_serves_farms_and_small_firms_may_vouch_for_fifteen_times() -> None:
    found = by_name("guarantor", {**SOUND, "guarantee_liability_fen": 150_000_000_00, "guarantee_small_rural_fen": 75_000_000_00})
    assert (found["all_clients"].standing, found["all_clients"].limit and found["all_clients"].limit.value) == (Standing.WITHIN, 15)
    less = by_name("guarantor", {**SOUND, "guarantee_liability_fen": 150_000_000_00, "guarantee_small_rural_fen": 74_999_999_99})
    assert less["all_clients"].standing is Standing.BEYOND


@given(st.sets(st.sampled_from(sorted(SOUND))))
def test_what_is_missing_is_said_and_never_taken_for_nil(gone: set[str]) -> None:
    facts = {name: None if name in gone else value for name, value in SOUND.items()}
    for one in measure(business="guarantor", facts=facts, on=ON):
        needed = {one.ratio.part, one.ratio.whole} - {""}
        assert (one.standing is Standing.MISSING) == bool(needed & gone)
        assert set(one.missing) == needed & gone


def test_without_net_assets_any_amount_is_beyond() -> None:
    found = by_name("guarantor", {**SOUND, "net_assets_fen": -5})
    assert (found["all_clients"].standing, found["all_clients"].value) == (Standing.BEYOND, None)


def test_before_the_law_there_is_no_limit() -> None:
    found = by_name("microlender", {"largest_borrower_fen": 9, "net_assets_last_year_end_fen": 10}, date(2024, 12, 31))
    assert found["one_borrower"].standing is Standing.NO_LIMIT


PAWN = {
    "net_assets_fen": 500_000_00, "registered_capital_fen": 1_000_000_00, "largest_borrower_fen": 250_000_00,
    "pawn_property_rights_fen": 500_000_00, "pawn_real_estate_fen": 1_000_000_00, "borrowed_bank_fen": 500_000_00,
    "pawn_credit_loans_fen": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "ratio"),
    [
        ("largest_borrower_fen", "one_client"),
        ("pawn_property_rights_fen", "property_rights"),
        ("pawn_real_estate_fen", "real_estate"),
        ("borrowed_bank_fen", "bank_loans"),
        ("pawn_credit_loans_fen", "without_pledge"),
    ],
)
def test_a_pawnshop_at_its_limits_is_within_and_one_fen_more_is_beyond(field: str, ratio: str) -> None:
    assert {one.standing for one in by_name("pawn", dict(PAWN)).values()} == {Standing.WITHIN}
    more = by_name("pawn", {**PAWN, field: PAWN[field] + 1})
    assert {name for name, one in more.items() if one.standing is Standing.BEYOND} == {ratio}


def test_an_online_loan_to_a_business_has_a_limit_of_its_own() -> None:
    assert by_name("microlender", {"online_highest_business_fen": 10_000_000_00})["online_business"].standing is Standing.WITHIN
    assert by_name("microlender", {"online_highest_business_fen": 10_000_000_01})["online_business"].standing is Standing.BEYOND


def test_every_field_stands_in_a_template_of_returns() -> None:
    templates = {
        "guarantor": "guarantor", "microlender": "microlender", "leasing": "leasing_company", "factoring": "factoring_company",
        "pawn": "pawnshop",
    }  # fmt: skip
    assert set(templates) == set(RATIOS)
    for business, slug in templates.items():
        assert set(fields_of(business)) <= {column.name for column in template(slug).columns}, business


def test_figures_of_two_months_never_make_one_ratio() -> None:
    facts = [
        Fact("institution", "G1", "2026-09", "net_assets_fen", 10.0, "guarantor", "1"),
        Fact("institution", "G1", "2026-10", "guarantee_liability_fen", 200.0, "guarantor", "2"),
    ]
    found = compare(bodies={"G1": "guarantor"}, facts=facts, today=date(2026, 11, 30))
    assert found["G1"].month == "2026-10"
    assert next(one for one in found["G1"].measured if one.ratio.name == "all_clients").missing == ("net_assets_fen",)
    assert not found["G1"].stale
    assert compare(bodies={"G1": "guarantor"}, facts=facts[:1], today=date(2026, 11, 30))["G1"].stale
    assert not compare(bodies={"G1": "guarantor"}, facts=facts[:1], today=date(2026, 11, 3))["G1"].stale
