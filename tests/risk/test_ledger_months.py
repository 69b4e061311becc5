"""What a platform would report, reckoned from its ledger: money lent, heads, listings, return, term, net inflow; whole months alone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders import Books
from lookthrough.kernel.files import FileRefused
from lookthrough.risk.ledger_months import facts_of_ledger, write_months


@pytest.fixture
def books() -> Books:
    books = Books().institution("I1").institution("I2", business="microlender")
    books.account("custody", "custody", at="I1").account("cash", "external")
    for name in ("甲", "乙"):
        books.party(name).account(f"client-{name}", "client", of=name, at="I1")
    books.party("借").product("L1", at="I1", borrower="借", annual_rate=0.12, term_days=90, listed_at="2025-01-02")
    books.product("L2", at="I1", borrower="借", annual_rate=0.06, term_days=30, listed_at="2025-01-02")
    books.transfer("2025-01-03", "cash", "client-甲", 400_00, "recharge").transfer("2025-01-20", "client-乙", "cash", 100_00, "withdraw")
    books.transfer("2025-01-05", "client-甲", "custody", 300_00, "invest", product="L1")
    books.transfer("2025-01-06", "client-乙", "custody", 100_00, "invest", product="L2")
    return books.transfer("2025-02-10", "client-甲", "custody", 50_00, "invest", product="L2")


def _months(path: Path) -> list[dict[str, object]]:
    with duckdb.connect() as con:
        found = con.execute("FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_a_whole_month_is_reckoned_and_a_month_that_is_cut_short_is_left_out(books: Books, tmp_path: Path) -> None:
    done = write_months(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "months.parquet")
    (january,) = _months(tmp_path / "months.parquet")
    assert (done.institutions, done.months, done.rows) == (1, 1, 1)
    assert january == {
        "platform": "I1", "month": "2025-01", "kind": "p2p", "lent_fen": 400_00, "lenders_current_count": 2, "borrowers_current_count": 1,
        "loans_count": 2, "annual_rate": 0.105, "term_months": 2.5, "net_inflow_fen": 300_00,
    }  # fmt: skip


def test_findings_of_the_money_stand_beside_and_a_rule_that_found_nothing_is_nought(books: Books, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    rules = {"ponzi_payout": {"status": "run"}, "fund_pool": {"status": "run"}, "term_mismatch": {"status": "not assessed"}}
    rules["balance_limit"] = {"status": "run", "not_assessed_for": ["p2p"]}  # type: ignore[dict-item]
    (run / "run.json").write_text(json.dumps({"rules": rules}), encoding="utf-8")
    found = {"rule": ["ponzi_payout"] * 2, "subject_type": ["institution"] * 2, "subject_id": ["I1"] * 2, "severity": ["medium", "high"]}
    pq.write_table(pa.table(found | {"to_date": [date(2025, 1, 9), date(2025, 1, 30)]}), run / "findings.parquet")
    write_months(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "months.parquet", run=run)
    (january,) = _months(tmp_path / "months.parquet")
    said = {name: value for name, value in january.items() if name.startswith("finding_")}
    assert said == {"finding_ponzi_payout_severity": 3, "finding_fund_pool_severity": 0, "finding_balance_limit_severity": None}


def test_a_folder_that_is_no_look_through_is_refused(books: Books, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="look-through"):
        write_months(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "months.parquet", run=tmp_path)


def test_a_ledger_without_lending_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    empty = (
        Books()
        .institution("I1")
        .account("cash", "external")
        .account("own", "own", at="I1")
        .transfer("2025-01-03", "cash", "own", 1, "unknown")
    )
    with pytest.raises(FileRefused, match="no whole month"):
        write_months(ledger=empty.write(tmp_path / "ledger"), out=tmp_path / "months.parquet")
    assert not (tmp_path / "months.parquet").exists()


def test_the_cycle_takes_the_same_figures_as_facts_and_none_from_a_ledger_without_them(books: Books, tmp_path: Path) -> None:
    ledger = books.write(tmp_path / "ledger")
    write_months(ledger=ledger, out=tmp_path / "months.parquet")
    (january,) = _months(tmp_path / "months.parquet")
    facts = facts_of_ledger(ledger=ledger)
    assert {(one.subject_id, one.month) for one in facts} == {("I1", "2025-01")}
    assert {one.field: one.value for one in facts} == {name: january[name] for name in january if name not in ("platform", "month", "kind")}
    assert facts_of_ledger(ledger=ledger, as_of=date(2025, 1, 20)) == []
