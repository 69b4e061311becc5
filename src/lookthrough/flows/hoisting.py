"""What a query asks of the whole ledger alone is the same for every partition: it is taken out and reckoned once a run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import duckdb
from sqlglot import exp, parse_one

from lookthrough.flows.ledger_tables import OF_A_PARTITION, TABLES

_WHOLE = frozenset(TABLES) - frozenset(OF_A_PARTITION)
_DEAR = (exp.Join, exp.Group, exp.Window)  # what only picks rows of a table is as quick as a table of its own


@dataclass(frozen=True, slots=True)
class Hoisted:
    """A query (DuckDB's SQL) and the tables that it needs beside the ledger's, by name, in the order in which they are made."""

    tables: Mapping[str, str]
    sql: str


@cache
def hoisted(sql: str) -> Hoisted:
    """Take out of a query the largest parts that ask nothing of a partition."""
    tree, tables = parse_one(sql, read="duckdb"), dict[str, str]()
    for cte in list(tree.find_all(exp.CTE)):
        if _is_whole(cte.this, tables):
            _hoist_cte(tree, cte, tables)
    _hoist_subqueries(tree, tables)
    return Hoisted(tables, tree.sql(dialect="duckdb"))


def _is_whole(part: exp.Expression, tables: Mapping[str, str]) -> bool:
    names = {table.name for table in part.find_all(exp.Table)}
    return bool(names) and all(name in _WHOLE or name in tables for name in names)


def _hoist_cte(tree: exp.Expression, cte: exp.CTE, tables: dict[str, str]) -> None:
    name = _table(cte.this, tables)
    for table in list(tree.find_all(exp.Table)):
        if table.name == cte.alias:
            table.replace(exp.to_table(name, alias=table.alias or cte.alias))
    within = cte.parent
    cte.pop()
    if within is not None and not within.expressions:
        within.pop()


def _hoist_subqueries(part: exp.Expression, tables: dict[str, str]) -> None:
    for subquery in list(part.find_all(exp.Subquery)):  # outer ones come first
        is_source = isinstance(subquery.parent, exp.From | exp.Join)  # and no value that is compared
        stands = subquery.root() is part  # and was not taken out as part of another
        if is_source and stands and _is_whole(subquery.this, tables) and subquery.find(*_DEAR):
            subquery.replace(exp.to_table(_table(subquery.this, tables), alias=subquery.alias or None))


def _table(query: exp.Expression, tables: dict[str, str]) -> str:
    """Note a table that holds a query's rows; equal queries share it."""
    sql = query.sql(dialect="duckdb")
    name = f"once_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
    tables[name] = sql
    return name


class Once:
    """The tables that a run has made; sittings that go on side by side share them."""

    def __init__(self) -> None:
        self._made: set[str] = set()
        self._one_makes = Lock()

    def ask(self, con: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None) -> duckdb.DuckDBPyConnection:
        """Run a query after making what it needs of the whole ledger, on a connection that knows the ledger's tables."""
        query = hoisted(sql)
        for name, select in query.tables.items():
            with self._one_makes:
                if name not in self._made:
                    con.execute(f"CREATE TABLE {name} AS {select}")
                    self._made.add(name)
        return con.execute(query.sql, values)
