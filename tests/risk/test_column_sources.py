"""Figures under another house's names: units become ours, a nought that nobody knows is unknown, nothing is dropped in silence."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

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
        assert {source.subject} <= source.recognised_by
        assert asked & set(source.columns)
