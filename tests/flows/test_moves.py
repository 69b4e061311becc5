"""What a stored run keeps of each transfer: the right one, also when the file it came from has broken lines."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from builders import Books
from lookthrough.flows.moves import MoveWriter
from lookthrough.flows.run import run_ledger


def test_moves_name_the_transfers_they_come_from_past_broken_and_refused_lines(tmp_path: Path) -> None:
    books = Books().institution("P").party("A").account("A", "client", of="A", at="P").account("custody", "custody", of="P.op", at="P")
    for fen in range(1, 7):
        books.transfer(f"2026-01-0{fen}", "A", "custody", fen * 100, "invest")
    ledger = books.write(tmp_path / "ledger")
    path = ledger / "transfers.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2:2] = ["broken,line"]  # too few fields
    lines[4] = lines[4].replace(",300,", ",-300,")  # refused: negative
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    (tmp_path / "run").mkdir()
    moves = MoveWriter(tmp_path / "run")
    report = run_ledger(ledger=ledger, out=tmp_path / "run", on_partition=moves.take)
    moves.finish(ledger)

    rows = pq.read_table(tmp_path / "run" / "moves.parquet").to_pylist()
    assert [reject.row for reject in report.rejects] == [2, 4]
    assert {row["transfer_id"]: row["part_fen"] for row in rows} == {f"t{fen:06d}": fen * 100 for fen in (1, 2, 4, 5, 6)}
    assert all(row["part_fen"] == row["amount_fen"] and row["at"].day * 100 == row["amount_fen"] for row in rows)
