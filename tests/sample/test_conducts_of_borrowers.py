"""Loans that do not stay with their borrowers: each conduct is really in the ledger, and begins on the day that the truth names."""

# ruff: noqa: S608 - the queries are this test's own

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from lookthrough.sample.conducts import conducts
from lookthrough.sample.operations import simulate
from sample.reading_ledgers import BALANCES, count, opened

RULES = ["down_payment_loan", "margin_lending", "self_financing", "sham_listing"]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    out = tmp_path_factory.mktemp("borrowers") / "ledger"
    simulate(institutions=26, days=300, seed=8, bad_share=0.81, transfers=65_000, rules=RULES, out=out)
    return opened(out)


def guilty(ledger: duckdb.DuckDBPyConnection, rule: str) -> list[tuple[str, date, str]]:
    return ledger.execute(
        "SELECT subject_id, from_date, variant FROM truth WHERE kind = 'guilty' AND rule = ? ORDER BY subject_id", [rule]
    ).fetchall()


def first_day(ledger: duckdb.DuckDBPyConnection, query: str) -> date | None:
    found: tuple[date | None] | None = ledger.execute(f'SELECT min("at")::DATE FROM ({query})').fetchone()
    return found[0] if found else None


def test_every_form_occurs(ledger: duckdb.DuckDBPyConnection) -> None:
    found = set(ledger.execute("SELECT DISTINCT rule, variant FROM truth WHERE kind = 'guilty'").fetchall())

    assert {(rule, variant) for rule in RULES for variants in conducts()[rule].variants.values() for variant in variants} <= found


def test_no_account_falls_below_zero(ledger: duckdb.DuckDBPyConnection) -> None:
    below = f"SELECT count(*) FROM ({BALANCES}) JOIN accounts USING (account_id) WHERE balance < 0 AND role <> 'external'"

    assert count(ledger, below) == 0


def test_self_financing_begins_when_money_comes_to_a_firm_that_the_same_people_control(ledger: duckdb.DuckDBPyConnection) -> None:
    """Sisters: firms held by the operator's holders, or controlled by them."""
    sisters = """
    SELECT i.institution_id, below.to_party_id AS party_id FROM institutions i
    JOIN relations above ON above.to_party_id = i.operator_party_id AND above.kind IN ('controller', 'shareholder')
    JOIN relations below ON below.from_party_id = above.from_party_id AND below.kind IN ('controller', 'shareholder')
      AND below.to_party_id <> i.operator_party_id"""
    rows = guilty(ledger, "self_financing")

    assert {variant for *_, variant in rows} == {"sister_borrows", "through_front_men", "front_men"}
    for subject, day, _ in rows:
        circle = f"SELECT party_id FROM ({sisters}) WHERE institution_id = '{subject}'"
        borrowers = f"SELECT borrower_party_id FROM products WHERE institution_id = '{subject}'"
        into = f"""
        SELECT "at" FROM moved WHERE to_holder IN ({circle}) AND (from_holder IN ({borrowers}) AND from_role = 'external'
          AND from_holder NOT IN ({circle}) OR purpose = 'disburse' AND from_institution = '{subject}')"""
        assert first_day(ledger, into) == day


def test_stakes_begin_when_borrowed_money_comes_to_a_broker(ledger: duckdb.DuckDBPyConnection) -> None:
    for subject, day, variant in guilty(ledger, "margin_lending"):
        payers = f"SELECT borrower_party_id FROM products WHERE institution_id = '{subject}'"
        payers += f" UNION SELECT to_holder FROM moved WHERE from_holder IN ({payers}) AND purpose = 'transfer'"
        brokers = "SELECT party_id FROM parties WHERE industry_code IN ('J6712', 'J6749')"
        paid = f'SELECT "at" FROM moved WHERE from_holder IN ({payers}) AND to_holder IN ({brokers})'
        assert first_day(ledger, paid) == day, variant


def test_down_payments_begin_with_the_first_that_is_paid_or_said_to_be_one(ledger: duckdb.DuckDBPyConnection) -> None:
    for subject, day, variant in guilty(ledger, "down_payment_loan"):
        loans = f"SELECT * FROM products WHERE institution_id = '{subject}'"
        payers = f"SELECT borrower_party_id FROM ({loans})"
        payers += f" UNION SELECT to_holder FROM moved WHERE from_holder IN ({payers}) AND purpose = 'transfer'"
        sellers = "SELECT party_id FROM parties WHERE industry_code IN ('K7010', 'K7030')"
        paid = f'SELECT "at" FROM moved WHERE from_holder IN ({payers}) AND to_holder IN ({sellers})'
        said = f"SELECT m.\"at\" FROM moved m JOIN ({loans}) USING (product_id) WHERE purpose = 'disburse' AND purpose_text LIKE '%首付%'"
        assert first_day(ledger, said if variant == "stated" else paid) == day, variant


def test_sound_platforms_have_borrowers_who_spend_and_save(ledger: duckdb.DuckDBPyConnection) -> None:
    sound = "SELECT DISTINCT subject_id FROM truth WHERE kind = 'innocent'"
    for industry in ("E5011", "K7040", "F5172", "J6712"):
        paid = f"""
        SELECT count(*) FROM moved m JOIN parties p ON p.party_id = m.to_holder AND p.industry_code = '{industry}'
        JOIN products l ON l.borrower_party_id = m.from_holder WHERE l.institution_id IN ({sound})"""
        assert count(ledger, paid) > 0, industry
