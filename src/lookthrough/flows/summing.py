"""What several questions sum by institution and day is summed in one pass over each table of a partition; they ask the sums instead."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp, parse_one

from lookthrough.flows.ledger_tables import OF_A_PARTITION

_BY = ("institution", "day")


@dataclass(frozen=True, slots=True)
class Summed:
    """Queries (DuckDB's SQL) as they stand once the sums are there, and the queries that give these: by table, named ``name_of_sums``."""

    queries: tuple[str, ...]
    sums: Mapping[str, str]


def name_of_sums(table: str) -> str:
    """Return the name of the table in which the queries look for one table's sums."""
    return f"sums_of_{table}"


def summed(queries: Sequence[str]) -> Summed:
    """Put the sums of the tables of a partition in the place of the parts of queries that sum all their rows by institution and day."""
    names: dict[str, dict[str, str]] = {}
    trees = [parse_one(sql, read="duckdb") for sql in queries]
    for number, tree in enumerate(trees):
        for part in list(tree.find_all(exp.Select)):
            table = _summed_table(part)
            if table is not None:
                asked = _of_sums(part, table, names.setdefault(table.name, {}))
                if part is tree:
                    trees[number] = asked
                else:
                    part.replace(asked)
    by = ", ".join(f'"{one}"' for one in _BY)
    sums = {
        table: f'SELECT {by}, {", ".join(f"{sql} AS {name}" for sql, name in of.items())} FROM "{table}" GROUP BY ALL'
        for table, of in names.items()
    }
    return Summed(tuple(tree.sql(dialect="duckdb") for tree in trees), sums)


def _summed_table(part: exp.Select) -> exp.Table | None:
    """Return the table whose rows a part of a query sums by institution and day and in no other way, if it does."""
    source = part.args.get("from_")
    table = source.this if source is not None else None
    if not isinstance(table, exp.Table) or table.name not in OF_A_PARTITION or part.args.get("group") is None:
        return None
    others = {name for name, value in part.args.items() if value} - {"from_", "group", "expressions", "kind"}
    plain = [one for one in part.expressions if not one.find(exp.AggFunc) and not isinstance(one, exp.Alias)]
    by_position = [str(position) for position, _ in enumerate(_BY, 1)]
    grouped = [one.sql() for one in part.args["group"].expressions]
    is_by_day = [one.name for one in plain] == list(_BY) and grouped == by_position
    return table if is_by_day and not others and all(_is_fen(one) for one in part.find_all(exp.AggFunc)) else None


def _is_fen(aggregate: exp.Expression) -> bool:
    return isinstance(aggregate, exp.Sum) and isinstance(aggregate.this, exp.Column) and aggregate.this.name == "amount_fen"


def _of_sums(part: exp.Select, table: exp.Table, names: dict[str, str]) -> exp.Select:
    """Return what asks the sums in the place of a part that reckons them; notes each in ``names``."""
    asked = []
    for one in part.expressions:
        if one.find(exp.AggFunc):
            reckoned = exp.cast(one.unalias().transform(_without_alias), exp.DataType.Type.BIGINT).sql(dialect="duckdb")
            name = names.setdefault(reckoned, f"fen_{hashlib.sha256(reckoned.encode()).hexdigest()[:16]}")  # one name, whoever asks
            asked.append(exp.alias_(exp.column(name), one.alias, quoted=True))
        else:
            asked.append(one.transform(_without_alias))
    return exp.select(*asked).from_(exp.to_table(name_of_sums(table.name)))


def _without_alias(node: exp.Expression) -> exp.Expression:
    return exp.column(node.name, quoted=True) if isinstance(node, exp.Column) else node
