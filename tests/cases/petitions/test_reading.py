"""Lists of petitioners as they come: from a spreadsheet, from a chat message, as a file, with and without a header."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.petitions.desk import resident
from lookthrough.cases.petitions.reading import amount_of, is_representative, rows_of_fields, rows_of_file, rows_of_text
from lookthrough.kernel.files import FileRefused

ID = resident(1)


@pytest.mark.parametrize(
    "text",
    [
        f"姓名\t身份证号\t手机号\t投入金额\t代表\n王小明\t{ID}\t13800000001\t50000\t是",
        f"代表,手机,姓名,身份证号码,金额\n是,13800000001,王小明,{ID},50000",
        f"1380000 0001\t王小明\t5万元\t{ID}\t是",
        f"王小明，{ID}，13800000001，5万，代表",
        f"王小明 {ID} 13800000001 50000 是",
    ],
)
def test_columns_are_told_apart_by_header_or_by_what_stands_in_them(text: str) -> None:
    row = rows_of_text(text)[0]
    assert (row.name, row.number, row.phone.replace(" ", "")) == ("王小明", ID, "13800000001")
    assert amount_of(row) == 5_000_000
    assert is_representative(row)


def test_empty_lines_are_nothing_and_rows_keep_their_number_in_the_table(tmp_path: Path) -> None:
    path = tmp_path / "crowd.csv"
    path.write_text("姓名,电话\n\n王小明,13800000001\n,\n李四,13800000002\n", encoding="utf-8-sig")
    assert [(row.row, row.name) for row in rows_of_file(path)] == [(3, "王小明"), (5, "李四")]
    assert rows_of_text(" \n\n") == []
    assert [row.row for row in rows_of_fields([("", "", "", "", ""), ("王", "", "138", "", "")])] == [2]


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "crowd.csv"
    path.write_bytes(b"\xff\xfe\x00\x01 no text")
    with pytest.raises(FileRefused):
        rows_of_file(path)
