"""The truth beside a ledger says what was really done, from the simulation's own knowledge."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

from lookthrough.sample.conducts import conducts
from lookthrough.sample.operations import simulate
from lookthrough.sample.plan import known_conducts
from lookthrough.sample.truth import APPLIES_TO, MEDIUM, begins
from sample.reading_ledgers import count, opened

CORE = ["client_money_diversion", "ponzi_payout"]  # the conducts with many forms; the others' own tests are beside this


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    out = tmp_path_factory.mktemp("truth") / "ledger"
    simulate(institutions=100, days=365, seed=11, bad_share=0.5, rules=CORE, out=out)
    return opened(out)


def test_every_form_occurs(ledger: duckdb.DuckDBPyConnection) -> None:
    assert set(CORE) <= set(known_conducts())
    for rule in CORE:
        wanted = {variant for variants in conducts()[rule].variants.values() for variant in variants}
        query = "SELECT DISTINCT variant FROM truth WHERE kind = 'guilty' AND rule = ?"
        found = {variant for (variant,) in ledger.execute(query, [rule]).fetchall()}
        assert wanted <= found, rule


def test_nearly_all_that_were_planned_to_go_wrong_do(ledger: duckdb.DuckDBPyConnection) -> None:
    assert count(ledger, "SELECT count(DISTINCT subject_id) FROM truth WHERE kind = 'guilty' AND rule <> 'collapse'") >= 47


def test_nobody_is_both_guilty_and_innocent_and_no_row_stands_twice(ledger: duckdb.DuckDBPyConnection) -> None:
    assert count(ledger, "SELECT count(*) FROM (SELECT rule, subject_id FROM truth GROUP BY ALL HAVING count(*) > 1)") == 0
    assert count(ledger, "SELECT count(DISTINCT subject_id) FROM truth WHERE kind = 'innocent'") >= 40


def test_sound_institutions_are_innocent_of_each_rule_that_applies_to_their_business(ledger: duckdb.DuckDBPyConnection) -> None:
    rows = ledger.execute(
        "SELECT i.business, t.rule FROM truth t JOIN institutions i ON i.institution_id = t.subject_id WHERE t.kind = 'innocent'"
    ).fetchall()

    assert {rule for _, rule in rows} == set(APPLIES_TO)
    assert all(business in APPLIES_TO[rule] for business, rule in rows)


def test_a_collapse_ends_payouts_and_closes_the_institution(ledger: duckdb.DuckDBPyConnection) -> None:
    query = """
    SELECT t.from_date, i.closed_on, max(m."at") FILTER (m.purpose IN ('payout_principal', 'payout_interest'))::DATE
    FROM truth t JOIN institutions i ON i.institution_id = t.subject_id
    JOIN moved m ON i.institution_id IN (m.from_institution, m.to_institution)
    WHERE t.rule = 'collapse' GROUP BY ALL"""
    rows = ledger.execute(query).fetchall()

    assert len(rows) >= 10
    assert all(last_payout < collapsed <= closed for collapsed, closed, last_payout in rows)
    closed = count(ledger, "SELECT count(*) FROM institutions WHERE closed_on IS NOT NULL")
    assert closed == len(rows), "only what collapsed is closed"


def test_some_schemes_outlive_the_period(ledger: duckdb.DuckDBPyConnection) -> None:
    alive = "SELECT count(*) FROM truth t WHERE rule = 'ponzi_payout' AND kind = 'guilty' AND to_date IS NULL"

    assert count(ledger, alive) >= 1


def test_guilt_begins_within_the_period_and_after_trouble_did(ledger: duckdb.DuckDBPyConnection) -> None:
    first, last = ledger.execute("SELECT min(from_date), max(from_date) FROM truth WHERE kind = 'guilty'").fetchall()[0]

    assert date(2025, 12, 15) < first <= last <= date(2026, 10, 31)


def test_clients_of_a_scheme_are_paid_from_what_clients_put_in(ledger: duckdb.DuckDBPyConnection) -> None:
    """What guilty schemes pay out after the day given exceeds what borrowers had paid them, or the truth would be wrong."""
    query = """
    SELECT t.subject_id, sum(m.amount_fen) FILTER (m.purpose IN ('payout_principal', 'payout_interest')) AS paid,
           coalesce(sum(m.amount_fen) FILTER (m.purpose IN ('repay_principal', 'repay_interest')), 0) AS repaid
    FROM truth t JOIN moved m ON t.subject_id IN (m.from_institution, m.to_institution)
    WHERE t.rule = 'ponzi_payout' AND t.kind = 'guilty' AND m."at" >= t.from_date GROUP BY 1"""
    rows = ledger.execute(query).fetchall()

    assert rows
    assert [subject for subject, paid, repaid in rows if repaid > 0.9 * paid] == []


def test_diverted_money_leaves_clients_accounts_for_no_lawful_payee(ledger: duckdb.DuckDBPyConnection) -> None:
    query = """
    SELECT t.subject_id, sum(m.amount_fen) FILTER (m.purpose IN ('transfer', 'unknown', 'fee') AND m.order_id IS NULL
           AND (m.to_role IN ('own', 'merchant') OR (m.to_role = 'external' AND m.purpose <> 'fee'))) AS taken
    FROM truth t JOIN moved m ON t.subject_id = m.from_institution AND m.from_role IN ('custody', 'reserve')
    WHERE t.rule = 'client_money_diversion' AND t.kind = 'guilty' GROUP BY 1"""
    rows = ledger.execute(query).fetchall()

    assert rows
    assert all(taken and taken > 1_000_00 for _, taken in rows)


def test_guilt_begins_on_the_first_day_on_which_thirty_days_pass_the_medium_level() -> None:
    whole, taken = np.full(100, 1_000.0), np.zeros(100)
    taken[60:] = 10.0  # from day 60 one in a hundred

    day = begins(taken, whole, MEDIUM["client_money_diversion"])

    # after d days of it the share of thirty days is d/30 of 1 %: above 0.5 % from the sixteenth day on
    assert day == 60 + 15
    assert begins(taken * 0.5, whole, MEDIUM["client_money_diversion"]) is None


def test_nobody_goes_wrong_when_none_should(tmp_path: Path) -> None:
    done = simulate(institutions=8, days=120, seed=2, bad_share=0.0, out=tmp_path / "sound")

    assert done.guilty == done.collapsed == 0
    assert count(opened(tmp_path / "sound"), "SELECT count(*) FROM truth WHERE kind = 'guilty'") == 0
