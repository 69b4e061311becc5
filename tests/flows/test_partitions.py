"""A ledger is looked through in partitions: however it is cut, and however often, the result is the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lookthrough.flows.run import run_ledger
from lookthrough.sample.operations import simulate

pytestmark = pytest.mark.usefixtures("every_thread")  # a slip of order shows only where several read at once
RESULTS = ("uses.parquet", "institution_daily.parquet", "findings.parquet")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cut") / "ledger"
    simulate(institutions=12, days=150, seed=7, bad_share=0.5, out=folder)
    return folder


def test_small_partitions_give_what_one_gives(ledger: Path, tmp_path: Path) -> None:
    run_ledger(ledger=ledger, out=tmp_path / "whole")
    run_ledger(ledger=ledger, out=tmp_path / "cut", rows_at_once=1)

    for name in RESULTS:
        assert pq.read_table(tmp_path / "whole" / name).equals(pq.read_table(tmp_path / "cut" / name)), name
    assert pq.read_metadata(tmp_path / "whole" / "findings.parquet").num_rows > 0


def test_the_same_run_gives_the_same_bytes(ledger: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run_ledger(ledger=ledger, out=tmp_path / name)

    for name in (*RESULTS, "run.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_an_earlier_day_sees_only_what_was_there(ledger: Path, tmp_path: Path) -> None:
    day = date(2025, 12, 31)
    run_ledger(ledger=ledger, out=tmp_path / "early", as_of=day)
    run_ledger(ledger=ledger, out=tmp_path / "late")

    early = pq.read_table(tmp_path / "early" / "uses.parquet")
    late = pq.read_table(tmp_path / "late" / "uses.parquet")
    assert early.num_rows > 0
    assert early.to_pylist() == [row for row in late.to_pylist() if row["date"] <= day]
