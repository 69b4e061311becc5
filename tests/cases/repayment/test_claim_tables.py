"""Claims come as CSV, gzip, Parquet or Excel; a wrong row is set aside with file, row and column, the others keep their figures."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from lookthrough.cases.repayment.claim_tables import ClaimsRead, read_claims, totals, write_payout
from lookthrough.cases.repayment.payout import NET, payout
from lookthrough.kernel.files import FileRefused

HEAD = "claimant_key,contributed_fen,returned_fen,paid_before_fen,disputed\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "claims.csv"
    path.write_text(text, encoding="utf-8")
    return path


def figures(read: ClaimsRead) -> list[tuple[object, ...]]:
    one = read.claims
    columns = (one.contributed, one.returned, one.before, one.held)
    return list(zip(one.keys, *(column.tolist() for column in columns), strict=True))


def test_the_same_claims_in_four_formats(tmp_path: Path) -> None:
    rows = [("b", "200", "0", "", "1"), ("a", "100", "30", "5", "0")]
    text = HEAD + "".join(",".join(row) + "\n" for row in rows)
    packed = tmp_path / "claims.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    parquet = tmp_path / "claims.parquet"
    table = {
        "claimant_key": ["b", "a"],
        "contributed_fen": [200, 100],
        "returned_fen": [0, 30],
        "paid_before_fen": [None, 5],
        "disputed": [True, False],
    }
    pq.write_table(pa.table(table), parquet)
    sheet = tmp_path / "claims.xlsx"
    with xlsxwriter.Workbook(sheet) as book:
        page = book.add_worksheet()
        for number, row in enumerate([tuple(HEAD.strip().split(",")), *rows]):
            page.write_row(number, 0, row)
    expected = [("a", 100, 30, 5, False), ("b", 200, 0, 0, True)]
    for path in (written(tmp_path, text), packed, parquet, sheet):
        assert figures(read_claims(path)) == expected, path.name


def test_every_wrong_row_is_named_with_its_row_and_column(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEAD
        + "a,100,0,0,0\nb,-5,0,0,0\n,100,0,0,0\nd,1.5,0,0,0\ne,100\nf,100,x,0,0\ng,100,0,,maybe\nh,1000000000000000000,0,0,0\ni,50,0,,\n",
    )
    read = read_claims(path)
    assert [(one.row, one.column, one.found) for one in read.rejects] == [
        (2, "contributed_fen", "-5"), (3, "claimant_key", ""), (4, "contributed_fen", "1.5"), (5, "", "e,100"), (6, "returned_fen", "x"),
        (7, "disputed", "maybe"), (8, "contributed_fen", "1000000000000000000"),
    ]  # fmt: skip
    assert figures(read) == [("a", 100, 0, 0, False), ("i", 50, 0, 0, False)]
    assert read.rows == 9


def test_quoted_keys_keep_their_commas_and_blank_lines_are_no_rows(tmp_path: Path) -> None:
    read = read_claims(written(tmp_path, '﻿claimant_key,contributed_fen,returned_fen\n"甲, 乙",7,0\n\n'))
    assert figures(read) == [("甲, 乙", 7, 0, 0, False)]
    assert (read.rows, read.rejects) == (1, [])


@pytest.mark.parametrize(
    "head", ["claimant_key,contributed_fen\na,1\n", "claimant_key,contributed_fen,returned_fen,returned_fen\na,1,0,0\n", ""]
)
def test_a_file_without_its_columns_is_refused_whole(tmp_path: Path, head: str) -> None:
    with pytest.raises(FileRefused):
        read_claims(written(tmp_path, head))


def test_the_payout_is_written_by_key_with_the_ratio_of_all_rounds(tmp_path: Path) -> None:
    read = read_claims(written(tmp_path, HEAD + "z,100,0,10,1\n=a,100,150,0,0\nb,100,0,0,0\n"))
    done = payout(read.claims, available_fen=30, base=NET)
    for name in ("out.csv", "out.parquet"):
        write_payout(done, tmp_path / name)
    assert (tmp_path / "out.csv").read_text() == (
        "claimant_key,base_fen,paid_fen,held_fen,ratio\n" + '"=a",0,0,0,\n"b",100,20,0,0.2\n"z",100,0,10,0.2\n'
    )
    assert pq.read_table(tmp_path / "out.parquet")["held_fen"].to_pylist() == [0, 0, 10]
    said = totals(done, rows=read.rows, refused=0)
    assert (said["paid_fen"], said["held_fen"], said["net_winners_fen"], said["level"]) == (20, 10, 50, 0.2)
