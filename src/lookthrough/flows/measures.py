"""What the rules ask of a partition, compiled to SQL once: compiling is dear, and the same for every partition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import ibis
import pyarrow as pa

from lookthrough.flows.assignments import assignment_limits, matched_assignments
from lookthrough.flows.ledger_tables import OF_A_PARTITION, TABLES, ledger
from lookthrough.flows.limits_in_force import LimitsInForce
from lookthrough.flows.measuring import rows_that_count, sums_a_day
from lookthrough.flows.rule import Contribution, Measured, Reading, all_rules
from lookthrough.flows.summing import Summed, summed

KEYS = ("product", "party", "account")  # what a value may be of, besides its institution
_COLUMNS = {table: {f'"{column}"': column for column in schema} for table, schema in TABLES.items()}


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of some rules (slugs) under the limits of a day; whole-ledger rules are not among them."""

    rules: tuple[str, ...]
    as_of: date
    limits: LimitsInForce

    def shares(self) -> list[str]:
        """Return the rules that are shares, in order; a share's number is its position."""
        return [name for name in self.rules if not isinstance(_measured(name, self.as_of, self.limits), Reading)]

    def readings(self) -> list[str]:
        """Return the rules that are readings, in order."""
        return [name for name in self.rules if isinstance(_measured(name, self.as_of, self.limits), Reading)]

    def attributed(self) -> Measures:
        """Return those whose values depend on how money is attributed, which the other methods must be heard on."""
        some = (name for name in self.rules if any("the_movements" in tables_of(sql) for sql in self._queries(name)))
        return Measures(tuple(some), self.as_of, self.limits)

    def sums(self) -> Mapping[str, str]:
        """Return the queries for what is summed a day and institution of each table (``flows.summing``), by table."""
        return _summed(self).sums

    def daily(self) -> Sequence[str]:
        """Return the queries for the sums of all shares a day and institution, one a table; they ask the tables of sums."""
        return _summed(self).queries[len(self.readings()) :]

    def counting(self, name: str) -> list[str]:
        """Return the queries for the transfers that make up a share's part; their one parameter lists institutions."""
        return _counting(name, self.as_of, self.limits)

    def values(self, name: str) -> str:
        """Return the query for a reading's values in the partition; it asks the tables of sums where it can."""
        return _summed(self).queries[self.readings().index(name)]

    def asks_rows(self, table: str) -> list[str]:
        """Return the readings whose values are asked of a table's rows, and not only of their sums."""
        return [name for name in self.readings() if table in tables_of(self.values(name))]

    def reckoned(self, name: str, rows: pa.Table) -> pa.Table:
        """Return a reading's values, given the rows that its query gave."""
        reckon = _reading(name, self.as_of, self.limits).reckon
        return rows if reckon is None else reckon(rows)

    def evidence(self, name: str) -> str:
        """Return the query for the transfers that show a reading's values; its one parameter lists institutions."""
        return _evidence(name, self.as_of, self.limits)

    def assigned(self) -> str:
        """Return the query for the rows of ``the_transfers`` that are matched assignments."""
        return _assigned(self.as_of)

    def columns(self) -> dict[str, frozenset[str]]:
        """Return which columns of each table the rules ask for: making the others would cost more than the asking."""
        return _columns(self)

    def _queries(self, name: str) -> list[str]:
        if isinstance(_measured(name, self.as_of, self.limits), Reading):
            return [_values(name, self.as_of, self.limits), self.evidence(name)]
        return [*_daily((name,), self.as_of, self.limits), *self.counting(name)]


def tables_of(sql: str) -> frozenset[str]:
    """Return which of the ledger's tables a query names."""
    return frozenset(table for table in TABLES if f'"{table}"' in sql)


def columns_of(sql: str, table: str) -> frozenset[str]:
    """Return the columns of one table that a query may name."""
    return frozenset(column for quoted, column in _COLUMNS[table].items() if quoted in sql)


@cache
def _columns(measures: Measures) -> dict[str, frozenset[str]]:
    asked: dict[str, frozenset[str]] = dict.fromkeys(TABLES, frozenset())
    queries = [sql for name in measures.rules for sql in measures._queries(name)]
    for sql in queries:
        for table in tables_of(sql):
            asked[table] |= columns_of(sql, table)
    if any("assigned" in asked[table] for table in OF_A_PARTITION):
        asked["the_products"] |= columns_of(measures.assigned(), "the_products") | {"product"}
    return asked


@cache
def _summed(measures: Measures) -> Summed:
    readings = [_values(name, measures.as_of, measures.limits) for name in measures.readings()]
    return summed([*readings, *_daily(tuple(measures.shares()), measures.as_of, measures.limits)])


@cache
def _measured(name: str, as_of: date, limits: LimitsInForce) -> Measured:
    rule = all_rules()[name]
    if rule.measure is None:
        raise TypeError(f"{name} looks at the whole ledger")
    return rule.measure(ledger(), limits.on(rule, as_of))


@cache
def _daily(names: tuple[str, ...], as_of: date, limits: LimitsInForce) -> list[str]:
    by_table: dict[str, list[tuple[int, Contribution]]] = defaultdict(list)
    for number, name in enumerate(names):
        measured = _measured(name, as_of, limits)
        for one in measured if not isinstance(measured, Reading) else ():
            by_table[one.rows.get_name()].append((number, one))
    return [_sql(sums_a_day(many[0][1].rows, many)) for many in by_table.values()]


@cache
def _counting(name: str, as_of: date, limits: LimitsInForce) -> list[str]:
    measured = _measured(name, as_of, limits)
    some = measured if not isinstance(measured, Reading) else ()
    return [f"SELECT * FROM ({_sql(rows_that_count(one))}) WHERE list_contains(?, institution)" for one in some]


@cache
def _values(name: str, as_of: date, limits: LimitsInForce) -> str:
    return f"SELECT * FROM ({_sql(_reading(name, as_of, limits).values)}) WHERE institution IN (SELECT institution FROM the_partition)"


@cache
def _evidence(name: str, as_of: date, limits: LimitsInForce) -> str:
    return f"SELECT * FROM ({_sql(_reading(name, as_of, limits).evidence)}) WHERE list_contains(?, institution)"


def _reading(name: str, as_of: date, limits: LimitsInForce) -> Reading:
    measured = _measured(name, as_of, limits)
    if not isinstance(measured, Reading):
        raise TypeError(f"{name} is no reading")
    return measured


@cache
def _assigned(as_of: date) -> str:
    return _sql(matched_assignments(ledger(), price_slack=assignment_limits(as_of).value("fair_price_slack")))


def _sql(expression: Any) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))
