"""From measures to findings: the rule has measured, the limit in force on the day decides, the other two methods are heard.

A subject above medium under the chosen method is measured again under the other two; ``high`` needs all three above medium (methods
§1). A weak tie lowers nothing here: the two rules so far know none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa

from lookthrough.flows.assignments import assignment_limits, matched_assignments
from lookthrough.flows.books import Bookkeeper, Books
from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import PRODUCT_KINDS, Method
from lookthrough.flows.coding import EPOCH, NONE, Codes, Numbers
from lookthrough.flows.measuring import Days, Worst, evidence_of, rows_that_count, sums_a_day
from lookthrough.flows.partitions import Partition
from lookthrough.flows.rule import Contribution, Ledger, Rule, all_rules
from lookthrough.flows.seeing import Seen
from lookthrough.kernel.findings import Finding, Severity
from lookthrough.kernel.money import fen_text

_SEEN = {
    "institution": "int32",
    "row": "int64",
    "place": "int64",
    "day": "int32",
    "from_role": "int8",
    "to_role": "int8",
    "from_own": "boolean",
    "from_party": "int8",
    "to_party": "int8",
    "to_custodian": "boolean",
    "from_holder": "int32",
    "to_holder": "int32",
    "purpose": "int8",
    "product": "int32",
    "has_order": "boolean",
    "assigned": "boolean",
    "amount_fen": "int64",
}
TABLES = {
    "the_transfers": _SEEN,
    "the_movements": _SEEN | {"origin": "int8", "use": "int8", "matched": "boolean"},
    "the_products": {"product": "int32", "kind": "int8", "debt": "int64", "debt_is_traded": "boolean", "annual_rate": "float64"},
}


@dataclass(frozen=True, slots=True)
class _Found:
    """One share above its medium limit, with the places of the transfers that make it up."""

    rule: Rule
    worst: Worst
    evidence: list[int]


@dataclass(slots=True)
class Court:
    """Runs rules on partitions: their measures are Ibis expressions, compiled once and run by DuckDB."""

    con: duckdb.DuckDBPyConnection
    codes: Codes
    rules: Sequence[Rule]
    method: Method
    as_of: date
    products: Any = None
    found: list[tuple[Finding, list[int]]] = field(default_factory=list)

    def sit(self, partition: Partition, books: Books, keeper: Bookkeeper) -> None:
        """Judge one partition: findings with the places of their evidence are added to ``found``."""
        with self._tables(partition, books):
            found = [one for rule, worst in self._worst(self.rules, partition).items() for one in self._with_evidence(rule, worst)]
        subjects = sorted({one.worst.subject for one in found})
        heard = {self.method: {(one.rule.name, one.worst.month): one.worst.value for one in found}}
        for method in Method if subjects else ():
            if method is not self.method:
                theirs = partition.of(subjects)
                with self._tables(theirs, keeper.keep(theirs, method)):
                    worst = self._worst([rule for rule in self.rules if any(one.rule is rule for one in found)], theirs, least=0.0)
                heard[method] = {(rule.name, one.month): one.value for rule, many in worst.items() for one in many}
        self.found += [(self._finding(one, heard), one.evidence) for one in found]

    @contextmanager
    def _tables(self, partition: Partition, books: Books) -> Iterator[None]:
        """Let the rules ask a partition's transfers and movements under the names that their measures know."""
        asked = columns_asked(tuple(rule.name for rule in self.rules), self.as_of)
        seen = Seen(self.codes, partition, books)
        assigned = self._assigned(seen) if any("assigned" in names for names in asked.values()) else np.zeros(0, np.bool_)
        tables = {
            "the_transfers": seen.transfers(asked["the_transfers"], assigned),
            "the_movements": seen.movements(asked["the_movements"], assigned),
        }
        with _views(self.con, {name: table for name, table in tables.items() if table.column_names}):
            yield

    def _assigned(self, seen: Seen) -> Numbers:
        """Return which transfers are the fair price of a claim really given up; only those on traded debts need be looked at."""
        traded = _array(self.products, "debt_is_traded").view(np.bool_)
        product = seen.partition.columns["product"]
        rows = np.flatnonzero((product != NONE) & traded[product]) if len(traded) else np.zeros(0, np.int64)
        assigned = np.zeros(len(seen.partition), np.bool_)
        if len(rows):
            names = columns_of(assigned_sql(self.as_of))
            with _views(self.con, {"the_transfers": pa.table(seen.columns(names, rows)), "the_products": self.products}):
                found = self.con.execute(assigned_sql(self.as_of)).to_arrow_table()
            assigned[_array(found, "row")] = True
        return assigned

    def _worst(self, rules: Sequence[Rule], partition: Partition, *, least: float | None = None) -> dict[Rule, list[Worst]]:
        """Return each rule's worst shares a month that reach its medium limit (or ``least``), of institutions to which it applies."""
        first, last = (int(partition.columns["moment"][k] // MICROSECONDS_A_DAY) for k in _ends(partition))
        grids = [Days(partition.institutions, first, last) for _ in rules]
        for sql in daily_sql(tuple(rule.name for rule in rules), self.as_of):
            sums = self.con.execute(sql).to_arrow_table()
            for number, grid in enumerate(grids):
                grid.add(sums, number)
        return {
            rule: [one for one in self._of(rule, grid, least) if self._applies(rule, one)] for rule, grid in zip(rules, grids, strict=True)
        }

    def _of(self, rule: Rule, grid: Days, least: float | None) -> Iterator[Worst]:
        limits = rule.limits.on(self.as_of)
        return grid.worst(window_days=limits.whole("window_days"), least=limits.value("medium_from") if least is None else least)

    def _applies(self, rule: Rule, worst: Worst) -> bool:
        return self.codes.business[worst.subject] in rule.applies_to

    def _with_evidence(self, rule: Rule, worst: Sequence[Worst]) -> list[_Found]:
        if not worst:
            return []
        subjects = sorted({one.subject for one in worst})
        parts = [self.con.execute(sql, [subjects]).to_arrow_table() for sql in counting_sql(rule.name, self.as_of)]
        counting = pa.concat_tables(parts).group_by(["institution", "day", "place"]).aggregate([("fen", "sum")])
        counting = counting.rename_columns(["institution", "day", "place", "fen"])
        return [_Found(rule, one, evidence_of(one, counting)) for one in worst]

    def _finding(self, found: _Found, heard: Mapping[Method, Mapping[tuple[str, tuple[int, int]], float]]) -> Finding:
        rule, worst = found.rule, found.worst
        from_day, to_day = EPOCH + timedelta(days=worst.from_day), EPOCH + timedelta(days=worst.to_day)
        limits = rule.limits.on(to_day)
        values = {method: said.get((rule.name, worst.month), 0.0) for method, said in heard.items()}
        all_above = all(value >= limits.value("medium_from") for value in values.values())
        severity = Severity.HIGH if worst.value >= limits.value("high_from") and all_above else Severity.MEDIUM
        limit = limits["medium_from"] if severity is Severity.MEDIUM else limits["high_from"]
        finding = Finding(
            rule=rule.name,
            subject_type=rule.subject,
            subject_id=self.codes.institution_ids[worst.subject],
            from_date=from_day,
            to_date=to_day,
            measure=rule.title.en,
            value=worst.value,
            limit=limit.value,
            unit=rule.unit,
            severity=severity,
            prohibition_basis=rule.prohibition_basis,
            threshold_basis=limit.threshold_basis,
            explanation_zh="",
            explanation_en="",
            rule_version=rule.version,
            limits_version=rule.limits.version,
            as_of=self.as_of,
            value_specific=values[Method.SPECIFIC],
            value_pro_rata=values[Method.PRO_RATA],
            value_fifo=values[Method.FIFO],
            details={"part_fen": worst.part_fen, "whole_fen": worst.whole_fen, "method": self.method.word},
        )
        return replace(finding, explanation_zh=_sentence(rule, finding, "zh"), explanation_en=_sentence(rule, finding, "en"))


def _sentence(rule: Rule, finding: Finding, language: str) -> str:
    return rule.sentence.in_language(language).format(
        from_date=finding.from_date,
        to_date=finding.to_date,
        value=f"{finding.value:.1%}",
        limit=f"{finding.limit:.1%}",
        part=fen_text(finding.details["part_fen"], language),
        whole=fen_text(finding.details["whole_fen"], language),
    )


def _ledger() -> Ledger:
    return Ledger(*(ibis.table(schema, name=table) for table, schema in TABLES.items()))


def _sql(expression: Any) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))


@cache
def daily_sql(names: tuple[str, ...], as_of: date) -> list[str]:
    """Return the queries that sum some rules a day and institution, one a table; compiling is dear and the same for every partition."""
    by_table: dict[str, list[tuple[int, Contribution]]] = defaultdict(list)
    ledger = _ledger()
    for number, name in enumerate(names):
        for one in all_rules()[name].measure(ledger, all_rules()[name].limits.on(as_of)):
            by_table[one.rows.get_name()].append((number, one))
    return [_sql(sums_a_day(many[0][1].rows, many)) for many in by_table.values()]


@cache
def counting_sql(name: str, as_of: date) -> list[str]:
    """Return the queries for the transfers that make up a rule's part; their one parameter lists institutions."""
    measured = all_rules()[name].measure(_ledger(), all_rules()[name].limits.on(as_of))
    return [f"SELECT * FROM ({_sql(rows_that_count(one))}) WHERE list_contains(?, institution)" for one in measured]


@cache
def assigned_sql(as_of: date) -> str:
    """Return the query for the rows of ``the_transfers`` that are matched assignments."""
    return _sql(matched_assignments(_ledger(), price_slack=assignment_limits(as_of).value("fair_price_slack")))


@cache
def columns_asked(names: tuple[str, ...], as_of: date) -> dict[str, frozenset[str]]:
    """Return which columns of each table some rules ask for: making the others would cost more than the asking."""
    queries = [*daily_sql(names, as_of), *(sql for name in names for sql in counting_sql(name, as_of))]
    return {table: frozenset().union(*(columns_of(sql) for sql in queries if f'"{table}"' in sql)) for table in TABLES}


def columns_of(sql: str) -> frozenset[str]:
    """Return the columns of the ledger's tables that a query names."""
    return frozenset(name for name in TABLES["the_movements"] if f'"{name}"' in sql)


def prepare(rules: Sequence[Rule], as_of: date) -> None:
    """Compile the measures that a run will ask for, so that the first partition need not wait."""
    pa.array(np.zeros(1))  # pyarrow looks for pandas at its first array, which takes a second where it is installed
    daily_sql(tuple(rule.name for rule in rules), as_of)
    assigned_sql(as_of)
    columns_asked(tuple(rule.name for rule in rules), as_of)


def _ends(partition: Partition) -> tuple[int, int]:
    """Return the rows of the earliest and of the latest transfer."""
    moment = partition.columns["moment"]
    return int(moment.argmin()), int(moment.argmax())


def _array(table: pa.Table, name: str) -> Numbers:
    array = table[name].combine_chunks()
    return np.from_dlpack(array.cast(pa.int8()) if pa.types.is_boolean(array.type) else array)


class _views:  # noqa: N801  reads as a word in a with statement
    """Arrow tables registered under names for the time of one measure."""

    def __init__(self, con: Any, tables: Mapping[str, pa.Table]) -> None:
        self.con, self.tables = con, tables

    def __enter__(self) -> None:
        for name, table in self.tables.items():
            self.con.register(name, table)

    def __exit__(self, *_: object) -> None:
        for name in self.tables:
            self.con.unregister(name)


def products_table(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the listings as ``flows.rule.Ledger.products``."""
    kinds = ", ".join(repr(word) for word in PRODUCT_KINDS)
    return con.execute(
        # a listing on a listing on a debt: two steps down
        "WITH beneath AS (SELECT a.code, coalesce(b.underlying_id, a.underlying_id, a.product_id) AS debt FROM product_codes a "
        "LEFT JOIN product_codes b ON b.product_id = a.underlying_id) "
        f"SELECT p.code AS product, (list_position([{kinds}], p.kind) - 1)::TINYINT AS kind, dense_rank() OVER (ORDER BY debt) AS debt, "
        "bool_or(p.kind = 'claim_transfer') OVER (PARTITION BY debt) AS debt_is_traded, coalesce(p.annual_rate, 0.0) AS annual_rate "
        "FROM product_codes p JOIN beneath USING (code) ORDER BY p.code"
    ).to_arrow_table()
