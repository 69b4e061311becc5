"""Conducts about who lends, what is promised and what lies beneath: each is really in the ledger, seen here in the tables alone."""

# ruff: noqa: S608 - the queries are this test's own

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from lookthrough.sample.conducts import conducts
from lookthrough.sample.operations import simulate
from sample.reading_ledgers import BALANCES, count, opened

ABOUT = ["own_lending", "excessive_return", "disguised_debt", "nested_products"]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    out = tmp_path_factory.mktemp("about") / "ledger"
    simulate(institutions=45, days=365, seed=8, bad_share=0.8, rules=ABOUT, out=out, transfers=120_000)
    return opened(out)


def guilty(ledger: duckdb.DuckDBPyConnection, rule: str, variant: str) -> list[tuple[str, date]]:
    found = "SELECT subject_id, from_date FROM truth WHERE kind = 'guilty' AND rule = ? AND variant = ?"
    return ledger.execute(found, [rule, variant]).fetchall()


def test_every_form_occurs(ledger: duckdb.DuckDBPyConnection) -> None:
    found = set(ledger.execute("SELECT DISTINCT rule, variant FROM truth WHERE kind = 'guilty'").fetchall())

    assert {(rule, variant) for rule in ABOUT for variants in conducts()[rule].variants.values() for variant in variants} <= found


def test_no_account_falls_below_zero(ledger: duckdb.DuckDBPyConnection) -> None:
    below = f"SELECT count(*) FROM ({BALANCES}) JOIN accounts USING (account_id) WHERE balance < 0 AND role <> 'external'"

    assert count(ledger, below) == 0


def test_an_operator_that_lends_puts_its_own_money_into_listings(ledger: duckdb.DuckDBPyConnection) -> None:
    for subject, _ in guilty(ledger, "own_lending", "own_account"):
        assert count(ledger, f"SELECT count(*) FROM moved WHERE from_role = 'own' AND purpose = 'invest' AND to_institution = '{subject}'")


def test_its_people_lend_through_clients_sub_accounts(ledger: duckdb.DuckDBPyConnection) -> None:
    for subject, _ in guilty(ledger, "own_lending", "as_clients"):
        insiders = (
            "SELECT from_party_id FROM relations JOIN institutions ON operator_party_id = to_party_id "
            f"WHERE institution_id = '{subject}' AND kind IN ('shareholder', 'controller', 'legal_representative')"
        )
        invested = f"moved WHERE from_role = 'client' AND purpose = 'invest' AND to_institution = '{subject}'"
        assert count(ledger, f"SELECT count(*) FROM {invested} AND from_holder IN ({insiders})") > 10


def test_who_subsidises_promises_more_than_the_project_pays_and_the_others_never_do(ledger: duckdb.DuckDBPyConnection) -> None:
    above = ledger.execute("SELECT DISTINCT institution_id FROM products WHERE annual_rate > project_rate + 0.0005").fetchall()

    assert {subject for (subject,) in above} == {subject for subject, _ in guilty(ledger, "excessive_return", "subsidised")}


def test_equity_that_is_debt_pays_the_same_every_month_and_other_equity_does_not(ledger: duckdb.DuckDBPyConnection) -> None:
    paid = (
        'SELECT p.institution_id, product_id, "at"::DATE AS paid_on, sum(amount_fen) AS fen FROM moved JOIN products p USING (product_id) '
        "WHERE purpose = 'payout_interest' AND p.kind = 'equity' AND business IN ('private_fund', 'equity_crowdfunding') GROUP BY ALL"
    ).replace("WHERE", "JOIN institutions i ON i.institution_id = p.institution_id WHERE", 1)
    alike = ledger.execute(
        f"SELECT DISTINCT institution_id FROM ({paid}) GROUP BY institution_id, product_id "
        "HAVING count(*) >= 4 AND max(fen) - min(fen) <= 20"
    ).fetchall()
    debts = {subject for variant in ("promised", "silent", "buy_back") for subject, _ in guilty(ledger, "disguised_debt", variant)}

    assert {subject for (subject,) in alike} <= debts
    assert {subject for subject, _ in guilty(ledger, "disguised_debt", "silent")} <= {subject for (subject,) in alike}


@pytest.mark.parametrize(("variant", "layers"), [("three_layers", 3), ("four_layers", 4)])
def test_what_clients_bought_lies_on_as_many_products(variant: str, layers: int, ledger: duckdb.DuckDBPyConnection) -> None:
    depth = (
        "WITH RECURSIVE down AS (SELECT product_id AS sold, product_id, underlying_id, 1 AS layers FROM products WHERE institution_id = ? "
        "UNION ALL SELECT sold, p.product_id, p.underlying_id, layers + 1 FROM down JOIN products p ON p.product_id = down.underlying_id) "
        "SELECT max(layers) FROM down WHERE sold IN (SELECT product_id FROM transfers WHERE purpose = 'invest')"
    )
    for subject, _ in guilty(ledger, "nested_products", variant):
        assert ledger.execute(depth, [subject]).fetchall() == [(layers,)]


def test_a_cut_up_asset_has_more_than_fifty_investors_and_no_piece_has(ledger: duckdb.DuckDBPyConnection) -> None:
    for subject, _ in guilty(ledger, "nested_products", "cut_up"):
        bought = (
            "SELECT product_id, from_holder FROM moved JOIN products p USING (product_id) "
            f"WHERE purpose = 'invest' AND p.institution_id = '{subject}' AND p.kind = 'equity'"
        )
        assert count(ledger, f"SELECT count(DISTINCT from_holder) FROM ({bought})") > 50
        assert count(ledger, f"SELECT max(n) FROM (SELECT count(DISTINCT from_holder) AS n FROM ({bought}) GROUP BY product_id)") <= 50
