"""Some more conducts: each is really in the ledger, reckoned again here from the tables alone."""

# ruff: noqa: S608 - the queries are this test's own

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import numpy as np
import pytest

from lookthrough.sample import plan
from lookthrough.sample.conducts import conducts
from lookthrough.sample.conducts.short_high_rate_listings import first_day
from lookthrough.sample.operations import simulate
from sample.reading_ledgers import BALANCES, count, opened

CORE = {"ponzi_payout", "client_money_diversion"}
MORE = ["custody_bypass", "guaranteed_redemption", "short_high_rate_listings", "withdrawal_slowdown"]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    out = tmp_path_factory.mktemp("more") / "ledger"
    simulate(institutions=45, days=365, seed=6, bad_share=0.8, rules=MORE, out=out)
    return opened(out)


def test_every_form_occurs_and_none_of_the_two_that_were_not_asked_for(ledger: duckdb.DuckDBPyConnection) -> None:
    found = set(ledger.execute("SELECT DISTINCT rule, variant FROM truth WHERE kind = 'guilty'").fetchall())
    wanted = {(rule, variant) for rule in MORE for variants in conducts()[rule].variants.values() for variant in variants}

    assert wanted <= found
    assert not {rule for rule, _ in found} & (CORE | {"collapse"})


def test_no_account_falls_below_zero(ledger: duckdb.DuckDBPyConnection) -> None:
    below = f"SELECT count(*) FROM ({BALANCES}) JOIN accounts USING (account_id) WHERE balance < 0 AND role <> 'external'"

    assert count(ledger, below) == 0


def share_on(ledger: duckdb.DuckDBPyConnection, day: date, window: int, part: str, whole: str) -> float:
    """Return Σ part ÷ Σ whole over the ``window`` days that end with ``day``; both select ``at`` and ``fen``."""
    sums = [
        ledger.execute(
            f'SELECT coalesce(sum(fen), 0) FROM ({query}) WHERE "at" >= ? AND "at" < ?', [day - timedelta(window - 1), day + timedelta(1)]
        ).fetchall()[0][0]
        for query in (part, whole)
    ]
    return float(sums[0]) / float(max(sums[1], 1))


def guilty(ledger: duckdb.DuckDBPyConnection, rule: str) -> list[tuple[str, date]]:
    return ledger.execute("SELECT subject_id, from_date FROM truth WHERE kind = 'guilty' AND rule = ?", [rule]).fetchall()


def test_custody_bypass_begins_when_one_in_a_hundred_passes_custody_by(ledger: duckdb.DuckDBPyConnection) -> None:
    for subject, day in guilty(ledger, "custody_bypass"):
        invested = f"SELECT \"at\", amount_fen AS fen, to_role FROM moved WHERE purpose = 'invest' AND to_institution = '{subject}'"
        past = f"SELECT * FROM ({invested}) WHERE to_role = 'own'"
        assert share_on(ledger, day - timedelta(1), 30, past, invested) <= 0.01 < share_on(ledger, day, 30, past, invested)


def test_guaranteed_redemption_begins_when_one_in_a_hundred_is_paid_for_by_the_circle(ledger: duckdb.DuckDBPyConnection) -> None:
    for subject, day in guilty(ledger, "guaranteed_redemption"):
        paid = (
            "SELECT \"at\", amount_fen AS fen FROM moved WHERE purpose IN ('payout_principal', 'payout_interest') "
            f"AND from_institution = '{subject}'"
        )
        put_in = (
            'SELECT "at" + INTERVAL 30 MINUTE AS "at", amount_fen AS fen FROM moved WHERE to_role = \'custody\' '
            f"AND from_role IN ('own', 'guarantor', 'external') AND product_id IS NOT NULL AND to_institution = '{subject}'"
        )
        assert share_on(ledger, day, 90, put_in, paid) > 0.01
        assert share_on(ledger, day - timedelta(1), 90, put_in, paid) <= 0.0101


def test_a_rush_begins_when_three_in_ten_listings_of_a_fortnight_are_short_and_dear() -> None:
    day = np.repeat(np.arange(100), 10)
    rate, short = np.full(1_000, 0.10), np.zeros(1_000, dtype=np.bool_)
    dear = (day >= 60) & (np.arange(1_000) % 10 < 5)
    rate[dear], short[dear] = 0.18, True

    # five of ten a day from day 60 on: after d days d · 5 of 140 listings; above 30 % when d · 5 > 42, that is on the ninth day
    assert first_day(day, rate, short, 100) == 60 + 8
    assert first_day(day, rate, np.zeros(1_000, dtype=np.bool_), 100) is None


def test_waits_grow_only_where_withdrawals_slow_down(ledger: duckdb.DuckDBPyConnection) -> None:
    query = """
    SELECT institution_id, median(date_diff('hour', requested_at, paid_at)) FILTER (requested_at >= '2026-10-01') / 24.0 AS late
    FROM withdrawals WHERE paid_at IS NOT NULL GROUP BY 1 HAVING late IS NOT NULL"""
    slow = {subject for subject, _ in guilty(ledger, "withdrawal_slowdown")}
    waits = dict(ledger.execute(query).fetchall())

    assert slow
    assert all(waits[subject] > 3 for subject in slow & waits.keys())
    assert np.median([wait for subject, wait in waits.items() if subject not in slow]) < 1.5


def test_a_conduct_without_a_rule_stays_out_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    some = {"ponzi_payout": conducts()["ponzi_payout"], "of_a_rule_to_come": conducts()["sham_listing"]}
    monkeypatch.setattr(plan, "conducts", lambda: some)

    assert plan.known_conducts() == ["ponzi_payout"]
