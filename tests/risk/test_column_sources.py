"""Figures under another house's names: units become ours, a nought that nobody knows is unknown, nothing is dropped in silence."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from lookthrough.kernel.files import FileRefused
from lookthrough.risk.column_sources import all_column_sources
from lookthrough.risk.fact_files import read_monthly
from lookthrough.risk.indicator import all_indicators

HEAD = (
    "id,platName,month,amount,bidderNum,borrowerNum,totalLoanNum,incomeRate,loanPeriod,netInflowOfThirty,stayStillOfTotal,"
    "top10StayStillProportion\n"
)
SOUND = "1,甲贷,2017-06,12.5,300,20,40,9.80,3.5,-2.5,800,45.5\n"


def _read(folder: Path, rows: str) -> tuple[dict[str, float | None], list[tuple[int, str, str]]]:
    path = folder / "monthly.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    with duckdb.connect() as con:
        read = read_monthly(con, path)
        row = con.execute("SELECT * FROM monthly ORDER BY subject_id").fetchone()
        assert row is not None
        found = dict(zip([column[0] for column in con.description or ()], row, strict=True))
    return found, [(one.row, one.column, one.found) for one in read.rejects]


def test_names_and_units_become_ours(tmp_path: Path) -> None:
    found, rejects = _read(tmp_path, SOUND)
    assert (found["subject_type"], found["subject_id"], found["kind"]) == ("institution", "甲贷", "p2p")
    assert (found["lent_fen"], found["net_inflow_fen"]) == (12_500_000, -2_500_000)
    assert found["annual_rate"] == pytest.approx(0.098)
    assert found["top_10_borrowers_share"] == pytest.approx(0.455)
    assert rejects == []


def test_a_nought_where_the_house_knows_nothing_is_unknown(tmp_path: Path) -> None:
    found, rejects = _read(tmp_path, "1,甲贷,2017-06,12.5,300,20,40,9.80,3.5,0.00,,0.00\n")
    assert (found["net_inflow_fen"], found["top_10_borrowers_share"]) == (None, None)
    assert rejects == []


def test_a_value_that_cannot_be_is_set_aside_with_its_place_and_the_row_is_kept(tmp_path: Path) -> None:
    found, rejects = _read(tmp_path, SOUND.replace("45.5", "-100.00"))
    assert found["top_10_borrowers_share"] is None
    assert found["lent_fen"] == 12_500_000
    assert rejects == [(1, "top10StayStillProportion", "-100.00")]


def test_a_word_in_place_of_a_number_refuses_the_row_under_the_house_s_own_column(tmp_path: Path) -> None:
    _, rejects = _read(tmp_path, SOUND + SOUND.replace("甲", "乙").replace("9.80", "高"))
    assert rejects == [(2, "incomeRate", "高")]


def test_a_platform_without_a_name_is_refused_under_the_house_s_own_column(tmp_path: Path) -> None:
    _, rejects = _read(tmp_path, SOUND + SOUND.replace("甲贷", " "))
    assert [(row, column) for row, column, _ in rejects] == [(2, "platName")]


def test_what_an_adapter_brings_is_told_apart_by_its_columns_and_asked_for_by_some_indicator() -> None:
    asked = {name for one in all_indicators().values() for name in one.fields}
    for source in all_column_sources():
        assert source.bears([source.subject, "month"])
        assert asked & set(source.columns)


def _of(folder: Path, content: str) -> tuple[dict[str, float | None], list[tuple[str, int, str]]]:
    path = folder / "other.csv"
    path.write_text(content, encoding="utf-8")
    with duckdb.connect() as con:
        read = read_monthly(con, path)
        row = con.execute("SELECT * FROM monthly ORDER BY subject_id").fetchone()
        assert row is not None
        return dict(zip([column[0] for column in con.description or ()], row, strict=True)), [
            (one.file, one.row, one.column) for one in read.rejects
        ]


def test_a_table_that_lacks_some_of_the_house_s_figures_is_recognised_by_its_column_of_subjects(tmp_path: Path) -> None:
    found, _ = _of(tmp_path, "platName,month,incomeRate\n甲贷,2017-06,9.8\n")
    assert (found["subject_id"], found["annual_rate"]) == ("甲贷", pytest.approx(0.098))


def test_the_house_s_figures_under_our_column_of_subjects_are_read_too(tmp_path: Path) -> None:
    found, _ = _of(tmp_path, "platform,month,incomeRate,amount\n甲贷,2017-06,9.8,12.5\n")
    assert (found["kind"], found["annual_rate"], found["lent_fen"]) == ("p2p", pytest.approx(0.098), 12_500_000)


def test_a_figure_under_our_name_goes_before_the_house_s(tmp_path: Path) -> None:
    found, _ = _of(tmp_path, "platName,month,annual_rate,incomeRate\n甲贷,2017-06,0.2,9.8\n")
    assert found["annual_rate"] == 0.2


def test_what_a_figure_cannot_be_is_set_aside_under_our_names_too(tmp_path: Path) -> None:
    found, rejects = _of(tmp_path, "platform,month,annual_rate,lent_fen\n甲贷,2017-06,12.5,-100\n")
    assert (found["annual_rate"], found["lent_fen"]) == (None, None)
    assert rejects == [("other.csv", 1, "annual_rate"), ("other.csv", 1, "lent_fen")]


def test_a_column_without_a_heading_is_left_alone_as_any_unknown_one(tmp_path: Path) -> None:
    found, rejects = _of(tmp_path, ",platform, month ,annual_rate\n0,甲贷,2017-06,0.2\n")
    assert (found["annual_rate"], rejects) == (0.2, [])


def test_a_quotation_mark_that_swallows_lines_refuses_the_file_at_its_row(tmp_path: Path) -> None:
    for second in ("", '"'):  # left open to the end, or closed by the next stray one
        with pytest.raises(FileRefused) as refused:
            _of(
                tmp_path,
                f'platform,month,annual_rate\n甲,2017-05,0.1\n"乙,2017-05,0.1\n丙,2017-05,0.1\n丁{second},2017-05,0.1\n戊,2017-05,0.1\n',
            )
        assert refused.value.row == 2


def test_other_marks_than_commas_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="parted by commas"):
        _of(tmp_path, "platform;month;annual_rate\n甲;2017-05;0.1\n")


def test_part_files_of_a_folder_are_one_table_and_refusals_name_the_part(tmp_path: Path) -> None:
    folder = tmp_path / "months"
    folder.mkdir()
    (folder / "a.csv").write_text("platform,month,annual_rate\n甲,2017-05,0.1\n乙,2017-05,much\n", encoding="utf-8")
    (folder / "b.csv").write_text("platform,month,term_months\n甲,2017-06,3\n,2017-06,3\n甲,2017-05,4\n", encoding="utf-8")
    with duckdb.connect() as con:
        read = read_monthly(con, folder)
        found = con.execute("SELECT subject_id, month_number % 12 + 1, annual_rate, term_months FROM monthly ORDER BY ALL").fetchall()
    assert found == [("甲", 5, 0.1, None), ("甲", 6, None, 3.0)]
    assert sorted((one.file, one.row, one.column) for one in read.rejects) == [
        ("a.csv", 2, "annual_rate"),
        ("b.csv", 2, "platform"),
        ("b.csv", 3, "platform"),
    ]


def test_a_folder_without_tables_is_said_to_be_one(tmp_path: Path) -> None:
    with duckdb.connect() as con, pytest.raises(FileRefused, match="no CSV"):
        read_monthly(con, tmp_path)
