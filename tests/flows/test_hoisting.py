"""What a query asks of the whole ledger is taken out, and the query says the same without it."""

from __future__ import annotations

import duckdb
import pytest

from lookthrough.flows.hoisting import Once, hoisted

DEALT = """
SELECT t.institution, t.amount_fen, dear.product FROM the_transfers AS t
JOIN (SELECT p.product FROM the_products AS p JOIN the_institutions AS i ON p.institution = i.institution WHERE p.annual_rate > 0.1) AS dear
ON t.product = dear.product
"""
NAMED = """
WITH dear AS (SELECT product, count(*) AS many FROM the_products WHERE annual_rate > 0.1 GROUP BY product)
SELECT t.institution, t.amount_fen, d.product FROM the_transfers AS t JOIN dear AS d ON t.product = d.product
"""
OF_THE_PARTITION = "SELECT institution, sum(amount_fen) AS fen FROM (SELECT * FROM the_transfers) AS t GROUP BY institution"


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("CREATE TABLE the_institutions AS SELECT range::INTEGER AS institution FROM range(3)")
    con.execute(
        "CREATE TABLE the_products AS SELECT range AS product, (range % 3)::INTEGER AS institution, range / 40 AS annual_rate FROM range(9)"
    )
    con.execute(
        "CREATE TABLE the_transfers AS SELECT (range % 3)::INTEGER AS institution, range % 9 AS product, range AS amount_fen FROM range(50)"
    )
    return con


@pytest.mark.parametrize("sql", [DEALT, NAMED], ids=["a table of its own", "a named part"])
def test_what_asks_nothing_of_a_partition_is_reckoned_once(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    once, expected = Once(), sorted(con.execute(sql).fetchall())

    assert len(hoisted(sql).tables) == 1
    assert sorted(once.ask(con, sql).fetchall()) == expected

    con.execute("DROP TABLE the_institutions")  # a second partition asks: what was reckoned stands
    assert sorted(once.ask(con, sql).fetchall()) == expected


def test_what_is_asked_of_a_partition_stays(con: duckdb.DuckDBPyConnection) -> None:
    assert not hoisted(OF_THE_PARTITION).tables
    assert Once().ask(con, OF_THE_PARTITION + " ORDER BY 1").fetchall() == con.execute(OF_THE_PARTITION + " ORDER BY 1").fetchall()


def test_values_are_bound_where_they_stood(con: duckdb.DuckDBPyConnection) -> None:
    sql = f"SELECT * FROM ({DEALT}) WHERE list_contains(?, institution)"  # noqa: S608  our own words

    assert Once().ask(con, sql, [[1]]).fetchall()
    assert {row[0] for row in Once().ask(duckdb_like(con), sql, [[1]]).fetchall()} == {1}


def duckdb_like(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return another connection with the same tables, on which nothing was reckoned yet."""
    other = duckdb.connect()
    for name in ("the_institutions", "the_products", "the_transfers"):
        other.register("rows", con.execute(f"FROM {name}").to_arrow_table())
        other.execute(f"CREATE TABLE {name} AS FROM rows")
        other.unregister("rows")
    return other
