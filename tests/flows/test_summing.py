"""Questions that sum by institution and day ask sums reckoned in one pass, and say what they said before."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from lookthrough.flows.summing import name_of_sums, summed

INVESTED = """
SELECT "t0"."institution", "t0"."day", COALESCE(SUM("t0"."amount_fen") FILTER(WHERE "t0"."purpose" = 1), 0) AS "invested"
FROM "the_transfers" AS "t0" GROUP BY 1, 2
"""
LARGE_AND_ALL = """
SELECT "t0"."institution", "t0"."day", COALESCE(SUM("t0"."amount_fen") FILTER(WHERE "t0"."purpose" = 1), 0) AS "some",
  SUM("t0"."amount_fen") AS "every"
FROM "the_transfers" AS "t0" GROUP BY 1, 2
"""
WITHIN = f'SELECT "t1"."institution", MAX("t1"."invested") AS "most" FROM ({INVESTED}) AS "t1" GROUP BY 1'  # noqa: S608  a constant
OTHERWISE = [
    'SELECT "t0"."institution", "t0"."day", COUNT(*) AS "many" FROM "the_transfers" AS "t0" GROUP BY 1, 2',
    'SELECT "t0"."institution", "t0"."day", SUM("t0"."purpose") AS "words" FROM "the_transfers" AS "t0" GROUP BY 1, 2',
    'SELECT "t0"."institution", "t0"."day", SUM("t0"."amount_fen") AS "fen" FROM "the_transfers" AS "t0" WHERE "day" > 2 GROUP BY 1, 2',
    'SELECT "t0"."day", "t0"."institution", SUM("t0"."amount_fen") AS "fen" FROM "the_transfers" AS "t0" GROUP BY 1, 2',
    'SELECT "t0"."institution", "t0"."day" + 1 AS "day", SUM("t0"."amount_fen") AS "fen" FROM "the_transfers" AS "t0" GROUP BY 1, 2',
]


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE the_transfers AS SELECT (range % 3)::INTEGER AS institution, (range % 7)::INTEGER AS day, (range % 2)::TINYINT "
        "AS purpose, range::BIGINT * 11 AS amount_fen FROM range(200)"
    )
    return con


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return sorted(con.execute(sql).fetchall())


def test_all_questions_share_one_pass_and_answer_as_before(con: duckdb.DuckDBPyConnection) -> None:
    queries = (INVESTED, LARGE_AND_ALL, WITHIN)
    before = [_rows(con, sql) for sql in queries]
    found = summed(queries)

    assert list(found.sums) == ["the_transfers"]
    assert found.sums["the_transfers"].count("FILTER") == 1  # what three ask is reckoned once
    con.execute(f"CREATE TABLE {name_of_sums('the_transfers')} AS {found.sums['the_transfers']}")
    con.execute("DROP TABLE the_transfers")
    assert [_rows(con, sql) for sql in found.queries] == before


@pytest.mark.parametrize("sql", OTHERWISE)
def test_what_sums_otherwise_goes_on_asking_the_rows(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    found = summed([sql])

    assert found.sums == {}
    assert _rows(con, found.queries[0]) == _rows(con, sql)


def test_a_sum_has_one_name_whoever_asks_for_it() -> None:
    alone, beside = summed([WITHIN]), summed([LARGE_AND_ALL, WITHIN])

    assert alone.queries[0] == beside.queries[1]
