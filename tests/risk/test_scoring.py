"""A score is the same whatever the order of rows, the threads, the way it is reckoned; and it moves only the way it should."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.kernel.files import FileRefused
from lookthrough.risk.fact_files import read_monthly
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.score_files import score_file
from lookthrough.risk.scorecard import all_versions, levels_on, scorecard_on
from lookthrough.risk.scoring import facts_asked, points_of, score_of, scored_sql
from monthly_builders import Monthly

CARD = scorecard_on("enterprise", date(2026, 3, 31))
LEVELS = levels_on(date(2026, 3, 31))


def scores(path: Path) -> list[tuple]:
    with duckdb.connect() as con:
        return con.execute(f"FROM '{path}'").fetchall()


def town(firms: int, seed: int, months: tuple[str, ...] = ("2026-03", "2026-02", "2025-12")) -> Monthly:
    """Firms with figures drawn by chance, some of them missing."""
    draw, facts = random.Random(seed), Monthly()  # noqa: S311
    fields = sorted({one.field for one in facts_asked([row.indicator for row in CARD.rows])})
    for place in range(firms):
        for month in months:
            figures = {name: draw.choice([None, 0.0, 1.0, draw.random() * 10, draw.random() * 1e9]) for name in fields}
            facts.add(f"F{place:04d}", month, **figures)
    return facts


def test_a_firm_in_three_kinds_of_trouble_is_told_why(tmp_path: Path) -> None:
    facts = Monthly().add("A", "2025-03", power_use_kwh=1_000.0)
    facts.add("A", wages_unpaid_months=4.0, power_use_kwh=200.0, fundraising_case_flag=1.0, loss_months=None, accounts_frozen_flag=0.0)

    score_file(source=facts.write(tmp_path / "facts.csv"), out=tmp_path / "scores.csv")
    (row,) = scores(tmp_path / "scores.csv")

    assert row[3] == 80.0  # 40 for the case, 24 for the wages, 16 for the power
    assert "截至2026年3月拖欠工资 4 个月；自0 个月起计分，至4 个月计满24分，计24.0分。依据：方案第8组：两个月以上。" in row[5]
    assert "By 2026-03 wages are unpaid for 4 months" in row[5]


@pytest.mark.usefixtures("every_thread")
def test_the_order_of_rows_and_the_threads_change_not_one_byte(tmp_path: Path) -> None:
    facts = town(60, seed=1)
    score_file(source=facts.write(tmp_path / "one.parquet"), out=tmp_path / "one-scores.parquet", threads=1)
    random.Random(2).shuffle(facts.rows)  # noqa: S311
    score_file(source=facts.write(tmp_path / "two.csv"), out=tmp_path / "two-scores.parquet", threads=2)

    assert (tmp_path / "one-scores.parquet").read_bytes() == (tmp_path / "two-scores.parquet").read_bytes()


def test_one_month_alone_is_reckoned_by_a_shorter_way_to_the_same_scores(tmp_path: Path) -> None:
    path = town(40, seed=3, months=("2026-03",)).write(tmp_path / "facts.parquet")
    with duckdb.connect() as con:
        read_monthly(con, path)
        con.execute("CREATE VIEW facts AS SELECT *, 0::INTEGER AS age FROM monthly")
        short, long = (con.execute(scored_sql(CARD, LEVELS, one_month=way)).fetchall() for way in (True, False))

    assert sorted(short, key=str) == sorted(long, key=str)


def test_the_database_and_the_plain_reckoning_agree_to_the_last_digit(tmp_path: Path) -> None:
    path = town(50, seed=4).write(tmp_path / "facts.parquet")
    names = [row.indicator for row in CARD.rows]
    with duckdb.connect() as con:
        read_monthly(con, path)
        con.execute("CREATE VIEW facts AS SELECT *, (2026 * 12 + 2 - month_number)::INTEGER AS age FROM monthly")
        columns = ", ".join(["points", "coverage", *(f"v_{name}" for name in names), *(f"c_{name}" for name in names)])
        rows = con.execute(f"SELECT {columns} FROM ({scored_sql(CARD, LEVELS)})").fetchall()  # noqa: S608

    for points, coverage, *rest in rows:
        values = dict(zip(names, rest[: len(names)], strict=True))
        assert [points_of(row, values[row.indicator]) for row in CARD.rows] == rest[len(names) :]
        assert score_of(CARD, values) == (points, coverage)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_worse_value_never_gives_fewer_points_and_a_missing_one_of_a_department_none(data: st.DataObject) -> None:
    card = data.draw(st.sampled_from([versions[-1] for versions in all_versions().values()]))
    row = data.draw(st.sampled_from(card.rows))
    low, high = sorted(data.draw(st.tuples(*[st.floats(-1e6, 1e6)] * 2)))
    mild, grave = (low, high) if all_indicators()[row.indicator].worse == "more" else (high, low)

    assert 0 <= points_of(row, mild) <= points_of(row, grave) <= row.weight
    assert points_of(row, None) == pytest.approx(row.missing * row.weight, abs=1e-4)


def test_what_no_department_sent_leaves_the_firm_without_a_level_and_not_with_a_good_one(tmp_path: Path) -> None:
    facts = Monthly().add("silent", wages_unpaid_months=None).add("known", wages_unpaid_months=0.0)
    score_file(source=facts.write(tmp_path / "facts.csv"), out=tmp_path / "scores.parquet")

    assert {row[1]: (row[3], row[4]) for row in scores(tmp_path / "scores.parquet")} == {
        "known": (0.0, "insufficient"),
        "silent": (None, "insufficient"),
    }


@pytest.mark.parametrize(("points", "level"), [(19.9999, "none"), (20, "blue"), (40, "yellow"), (60, "orange"), (80, "red"), (100, "red")])
def test_levels_begin_where_the_dated_rows_say(points: float, level: str) -> None:
    assert LEVELS.of(points) == level


def test_refused_rows_are_told_with_row_column_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("subject_id,month,wages_unpaid_months\nA,2026-03,two\n,2026-03,1\nB,2026-13,1\nC,2026-03,1\nC,2026-03,2\nC,2026-03,1\n")

    done = score_file(source=path, out=tmp_path / "scores.csv")

    assert [(one.row, one.column) for one in done.read.rejects] == [
        (1, "wages_unpaid_months"),
        (2, "subject_id"),
        (3, "month"),
        (5, "subject_id"),
    ]
    assert (done.read.rows, done.read.accepted, done.read.repeated) == (6, 1, 1)


def test_a_column_that_bears_an_indicator_s_name_is_its_value(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("subject_id,month,tax_change\nA,2026-03,-0.7\n")
    score_file(source=path, out=tmp_path / "scores.csv")

    assert scores(tmp_path / "scores.csv")[0][3] == CARD.row("tax_change").weight


def test_rows_of_a_kind_that_no_scorecard_is_for_are_refused_and_the_rest_is_scored(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("platform,month,kind,subject_type,annual_rate\nA,2026-03,,,0.3\nB,2026-03,circus,,0.1\nC,2026-03,p2p,martian,0.1\n")

    done = score_file(source=path, out=tmp_path / "scores.csv")

    assert [row[0] for row in scores(tmp_path / "scores.csv")] == ["A"]
    assert [(one.row, one.column, one.found) for one in done.read.rejects] == [(2, "kind", "circus"), (3, "subject_type", "martian")]
    assert (done.read.rows, done.read.accepted) == (3, 1)


def test_a_file_with_no_kind_that_is_known_is_refused_at_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("platform,month,kind,annual_rate\nB,2026-03,circus,0.1\n")
    with pytest.raises(FileRefused) as refused:
        score_file(source=path, out=tmp_path / "scores.csv")
    assert (refused.value.row, refused.value.column) == (1, "kind")


def test_months_from_before_any_scorecard_are_refused_as_data_and_not_as_wrong_usage(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("platform,month,annual_rate\nB,2015-03,0.1\n")
    with pytest.raises(FileRefused, match="2015-03"):
        score_file(source=path, out=tmp_path / "scores.csv")
