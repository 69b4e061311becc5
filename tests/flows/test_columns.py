"""However a ledger's transfers lie in files, the look-through sees the same ledger."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lookthrough.flows import row_coding
from lookthrough.flows.run import run_ledger
from lookthrough.sample.operations import simulate

pytestmark = pytest.mark.usefixtures("every_thread")  # a slip of order shows only where several read at once


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lying") / "ledger"
    simulate(institutions=8, days=120, seed=5, bad_share=0.5, out=folder)
    return folder


def parts(table: pa.Table, count: int) -> list[pa.Table]:
    edges = np.linspace(0, len(table), count + 1).astype(int)
    return [table.slice(begin, end - begin) for begin, end in pairwise(edges)]


def shuffled(table: pa.Table) -> pa.Table:
    return table.take(np.random.default_rng(3).permutation(len(table)))


LYING: dict[str, Callable[[pa.Table], list[pa.Table]]] = {
    "in many files": lambda table: parts(table, 9),
    "one file long, the others short": lambda table: [table.slice(0, 3), table.slice(3, len(table) - 5), table.slice(len(table) - 2, 2)],
    "in no order": lambda table: [shuffled(table)],
    "in no order, in many files": lambda table: parts(shuffled(table), 5),
    "with an empty file among them": lambda table: [table.slice(0, 100), table.slice(0, 0), table.slice(100)],
}


def seen(ledger: Path, out: Path) -> tuple[pa.Table, pa.Table, list[tuple[object, ...]]]:
    run_ledger(ledger=ledger, out=out)
    findings = pq.read_table(out / "findings.parquet").to_pylist()
    said = [(row["rule"], row["subject_id"], row["to_date"], row["value"], frozenset(row["evidence"])) for row in findings]
    return pq.read_table(out / "uses.parquet"), pq.read_table(out / "institution_daily.parquet"), said


@pytest.mark.parametrize("lying", [pytest.param(lying, id=name) for name, lying in LYING.items()])
def test_the_same_transfers_in_other_files_give_the_same(lying: Callable[[pa.Table], list[pa.Table]], ledger: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(ledger, other)
    transfers = pq.read_table(ledger / "transfers.parquet")
    (other / "transfers.parquet").unlink()
    (other / "transfers").mkdir()
    pieces = lying(transfers)
    for number, piece in enumerate(pieces):
        pq.write_table(piece, other / "transfers" / f"part-{number:03}.parquet", row_group_size=1000)
    kept = pa.concat_tables(pieces)
    pq.write_table(kept.sort_by("transfer_id"), tmp_path / "kept.parquet")
    whole = tmp_path / "whole"
    shutil.copytree(ledger, whole)
    shutil.copy(tmp_path / "kept.parquet", whole / "transfers.parquet")

    uses, daily, findings = seen(whole, tmp_path / "one")
    other_uses, other_daily, other_findings = seen(other, tmp_path / "two")

    assert other_uses.equals(uses)
    assert other_daily.equals(daily)
    assert other_findings == findings
    assert uses.num_rows > 0


def test_readers_share_rows_out_and_leave_none() -> None:
    starts = np.array([0, 3, 3, 10, 1010])
    for readers in (1, 2, 3, 4, 7):
        shares = row_coding._shares(starts, readers)
        rows = [(part, row) for share in shares for part, first, last in share for row in range(first, last + 1)]
        assert rows == [(part, row) for part, length in ((0, 3), (2, 7), (3, 1000)) for row in range(1, length + 1)]
        assert len(shares) <= readers


def test_a_transfer_that_gets_lost_stops_the_run(ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lookthrough.flows.reading.read_by_dictionary", lambda paths: None)
    monkeypatch.setattr(row_coding, "_shares", lambda starts, readers: [[(0, 1, int(starts[-1]) - 1)]])

    with pytest.raises(RuntimeError, match="1 transfers were lost"):
        run_ledger(ledger=ledger, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
