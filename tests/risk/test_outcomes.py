"""What became of platforms: sound rows are taken, each other one is refused with its row, its column and the reason."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lookthrough.kernel.files import FileRefused
from lookthrough.risk.outcomes import read_outcomes

SOUND = "platform,problem_on,failed\n甲,2018-07-16,1\n乙,,0\n"


def _file(folder: Path, text: str, name: str = "outcomes.csv") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["outcomes.csv", "outcomes.csv.gz"])
def test_who_failed_and_when(tmp_path: Path, name: str) -> None:
    found = read_outcomes(_file(tmp_path, SOUND, name)).by_subject
    assert (found["甲"].failed, found["甲"].problem_on) == (True, date(2018, 7, 16))
    assert (found["乙"].failed, found["乙"].problem_on) == (False, None)


def test_parquet_with_days_and_flags_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.parquet"
    pq.write_table(pa.table({"platform": ["甲", "乙"], "problem_on": [date(2018, 7, 16), None], "failed": [True, False]}), path)
    assert read_outcomes(path).by_subject["甲"].problem_on == date(2018, 7, 16)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",2018-01-01,1", "platform", "missing"),
        ("丙,,maybe", "failed", "expected 0"),
        ("丙,16.7.2018,1", "problem_on", "a date"),
        ("丙,2018-01-01,0", "problem_on", "goes against"),
        ("甲,,0", "platform", "otherwise"),
    ],
)
def test_a_row_that_says_nothing_sure_is_refused_with_its_place(tmp_path: Path, row: str, column: str, reason: str) -> None:
    (refused,) = read_outcomes(_file(tmp_path, SOUND + row + "\n")).rejects
    assert (refused.row, refused.column) == (3, column)
    assert reason in refused.reason.en


def test_the_same_row_twice_is_no_matter(tmp_path: Path) -> None:
    assert not read_outcomes(_file(tmp_path, SOUND + "乙,,0\n")).rejects


def test_without_any_that_failed_there_is_nothing_to_judge_by(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="both needed"):
        read_outcomes(_file(tmp_path, "platform,failed\n甲,0\n乙,0\n"))


@pytest.mark.parametrize("header", ["name,failed", "platform,state"])
def test_a_missing_column_is_named(tmp_path: Path, header: str) -> None:
    with pytest.raises(FileRefused, match="missing"):
        read_outcomes(_file(tmp_path, header + "\n甲,1\n"))


def test_platforms_without_months_are_refused_with_their_row(tmp_path: Path) -> None:
    read = read_outcomes(_file(tmp_path, SOUND))
    assert list(read.only({"乙"})) == ["乙"]
    assert [(one.row, one.found) for one in read.rejects] == [(1, "甲")]


def test_the_truth_of_a_generated_ledger_dates_who_ended_and_names_the_others(tmp_path: Path) -> None:
    rows = (
        "ponzi_payout,institution,I1,2025-01-01,guilty\n"
        "collapse,institution,I1,2025-06-30,guilty\n"
        "ponzi_payout,institution,I2,2025-01-01,innocent\n"
        "circular_flow,party,P9,2025-01-01,guilty\n"
    )
    found = read_outcomes(_file(tmp_path, "rule,subject_type,subject_id,from_date,kind\n" + rows, "truth.csv")).by_subject
    assert {name: (one.failed, one.problem_on) for name, one in found.items()} == {"I1": (True, date(2025, 6, 30)), "I2": (False, None)}


def test_names_may_stand_under_the_column_of_the_house_that_publishes_the_figures(tmp_path: Path) -> None:
    found = read_outcomes(_file(tmp_path, "platName,failed\n甲,1\n乙,0\n"))
    assert sorted(found.by_subject) == ["乙", "甲"]


def test_a_quotation_mark_that_joins_lines_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="joins several lines"):
        read_outcomes(_file(tmp_path, 'platform,failed\n甲,1\n"乙,0\n丙,0\n'))
