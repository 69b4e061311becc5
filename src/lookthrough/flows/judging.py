"""From measures to findings: the rule has measured, the limit in force on the day decides, the other two methods are heard.

A subject above medium under the chosen method is measured again under the other two; ``high`` needs all three above medium (methods
§1). A weak tie lowers nothing here: the two rules so far know none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa

from lookthrough.flows.books import Bookkeeper, Books
from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import PRODUCT_KINDS, Method
from lookthrough.flows.coding import EPOCH, NONE, Codes
from lookthrough.flows.partitions import Partition
from lookthrough.flows.rule import Ledger, Rule, all_rules
from lookthrough.kernel.findings import Finding, Severity
from lookthrough.kernel.money import fen_text

Measured = dict[str, Any]  # one row of a rule's table
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
    "amount_fen": "int64",
}
TABLES = {
    "the_transfers": _SEEN,
    "the_movements": _SEEN | {"origin": "int8", "use": "int8", "matched": "boolean"},
    "the_products": {"product": "int32", "kind": "int8", "debt": "int64", "debt_is_traded": "boolean", "annual_rate": "float64"},
}


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
        measured = {rule: rows for rule, rows in self._measure(self.rules, partition, books).items() if rows}
        subjects = sorted({row["subject"] for rows in measured.values() for row in rows})
        heard = {self.method: measured}
        for method in Method if subjects else ():
            if method is not self.method:
                theirs = partition.of(subjects)
                heard[method] = self._measure(measured, theirs, keeper.keep(theirs, method), least=0.0)
        for rule, rows in measured.items():
            by_month = {method: {_month_key(row): row for row in of_rule[rule]} for method, of_rule in heard.items()}
            self.found += [(self._finding(rule, row, by_month), row["evidence"]) for row in rows]

    def _measure(
        self, rules: Iterable[Rule], partition: Partition, books: Books, *, least: float | None = None
    ) -> dict[Rule, list[Measured]]:
        transfers, movements = tables_for_rules(self.codes, partition, books)
        with _views(self.con, {"the_transfers": transfers, "the_movements": movements, "the_products": self.products}):
            return {rule: self._rows(rule, measure_sql(rule.name, self.as_of, least)) for rule in rules}

    def _rows(self, rule: Rule, sql: str) -> list[Measured]:
        rows: list[Measured] = self.con.execute(sql).to_arrow_table().to_pylist()
        # DuckDB sums integers to 128 bits, which arrive as decimals
        whole = [row | {"part_fen": int(row["part_fen"]), "whole_fen": int(row["whole_fen"])} for row in rows]
        return [row for row in whole if self.codes.business[row["subject"]] in rule.applies_to]

    def _finding(self, rule: Rule, row: Measured, heard: Mapping[Method, Mapping[tuple[int, int], Measured]]) -> Finding:
        from_day, to_day = EPOCH + timedelta(days=row["from_day"]), EPOCH + timedelta(days=row["to_day"])
        limits = rule.limits.on(to_day)
        values = {method: found.get(_month_key(row), {}).get("value", 0.0) for method, found in heard.items()}
        all_above = all(value >= limits.value("medium_from") for value in values.values())
        severity = Severity.HIGH if row["value"] >= limits.value("high_from") and all_above else Severity.MEDIUM
        limit = limits["medium_from"] if severity is Severity.MEDIUM else limits["high_from"]
        finding = Finding(
            rule=rule.name,
            subject_type=rule.subject,
            subject_id=self.codes.institution_ids[row["subject"]],
            from_date=from_day,
            to_date=to_day,
            measure=rule.title.en,
            value=row["value"],
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
            details={"part_fen": row["part_fen"], "whole_fen": row["whole_fen"], "method": self.method.word},
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


@cache
def measure_sql(name: str, as_of: date, least: float | None) -> str:
    """Return the rule's measure as DuckDB's SQL over ``the_transfers``, ``the_movements`` and ``the_products``.

    ``least`` replaces the medium limit, below which a measure need not be reported. Compiling is dear and the same for every partition.
    """
    rule = all_rules()[name]
    limits = rule.limits.on(as_of)
    if least is not None:
        limits = replace(limits, rows={**limits.rows, "medium_from": replace(limits["medium_from"], value=least)})
    measured = rule.measure(Ledger(*(ibis.table(schema, name=table) for table, schema in TABLES.items())), limits)
    return str(ibis.to_sql(measured.order_by("subject", "to_day"), dialect="duckdb"))


def prepare(rules: Iterable[Rule], as_of: date) -> None:
    """Compile the measures that a run will ask for, so that the first partition need not wait."""
    pa.array(np.zeros(1))  # pyarrow looks for pandas at its first array, which takes a second where it is installed
    for rule in rules:
        for least in (None, 0.0):
            measure_sql(rule.name, as_of, least)


def _month_key(row: Measured) -> tuple[int, int]:
    day = EPOCH + timedelta(days=row["to_day"])
    return row["subject"], day.year * 12 + day.month


def tables_for_rules(codes: Codes, partition: Partition, books: Books) -> tuple[pa.Table, pa.Table]:
    """Return a partition's transfers with what the look-through saw at either end, and its movements with the same columns.

    As in ``flows.rule.Ledger``; a movement's ``amount_fen`` is its part.
    """
    c = partition.columns
    source, target = c["from_account"], c["to_account"]
    institution = np.repeat(partition.institutions, np.diff(partition.bounds)).astype(np.int32)
    columns = {
        "institution": institution,
        "row": np.arange(len(partition)),
        "place": c["place"],
        "day": (c["moment"] // MICROSECONDS_A_DAY).astype(np.int32),
        "from_role": codes.role[source],
        "to_role": codes.role[target],
        "from_own": codes.account_institution[source] == institution,
        "from_party": books.from_party,
        "to_party": books.to_party,
        "to_custodian": (codes.custodian[institution] != NONE) & (codes.holder[target] == codes.custodian[institution]),
        "from_holder": codes.holder[source],
        "to_holder": codes.holder[target],
        "purpose": c["purpose"],
        "product": c["product"],
        "has_order": c["has_order"],
        "amount_fen": c["amount_fen"],
    }
    table = pa.table(columns)
    moved = table.drop_columns(["amount_fen"]).take(books.movements["row"])
    for name in ("amount_fen", "origin", "use", "matched"):
        moved = moved.append_column(name, books.movements[name])
    return table, moved


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
