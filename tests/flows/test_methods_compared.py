"""The three methods compared for one institution: the run's own method says what the run says, and all of them spend the same."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lookthrough.flows import methods_compared
from lookthrough.flows.methods_compared import METHODS, compare_methods
from lookthrough.flows.run import run_ledger
from lookthrough.flows.trace_queries import LedgerElsewhere, LedgerOfRun, LedgerTooLarge

FROM, TO = date(2000, 1, 1), date(2100, 1, 1)


def of_a_run(ledger: Path, out: Path, method: str) -> dict[str, dict[tuple[str, str], int]]:
    run_ledger(ledger=ledger, out=out, method=method)
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for row in pq.read_table(out / "uses.parquet").to_pylist():
        found[row["institution_id"]][row["origin"], row["use"]] += row["amount_fen"]
    return found


def test_each_method_says_what_a_run_under_it_says(ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = {method: of_a_run(ledger, tmp_path / method, method) for method in METHODS}
    as_of = max(row["date"] for row in pq.read_table(tmp_path / "specific" / "uses.parquet").to_pylist())
    monkeypatch.setattr(methods_compared, "ledger_of_run", lambda: LedgerOfRun(ledger, as_of, 1))

    for institution in runs["specific"]:
        rows = compare_methods(institution_id=institution, from_date=FROM, to_date=TO)
        for place, method in enumerate(METHODS):
            assert {(row.origin, row.use): row.fen[place] for row in rows if row.fen[place]} == dict(runs[method][institution])
        assert len({sum(row.fen[place] for row in rows) for place in range(len(METHODS))}) == 1


def test_only_the_days_asked_for_count(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(methods_compared, "ledger_of_run", lambda: LedgerOfRun(ledger, date(2026, 12, 31), 1, "days"))
    assert compare_methods(institution_id="nobody", from_date=FROM, to_date=TO) == []
    assert compare_methods(institution_id="I1", from_date=FROM, to_date=FROM) == []


def test_a_ledger_that_cannot_be_kept_open_is_said(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for found, why in ((None, LedgerElsewhere), (LedgerOfRun(ledger, FROM, 5_000_001), LedgerTooLarge)):
        monkeypatch.setattr(methods_compared, "ledger_of_run", lambda found=found: found)
        with pytest.raises(why):
            compare_methods(institution_id="I1", from_date=FROM, to_date=TO)
