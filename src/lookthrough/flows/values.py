"""How one value of a ledger is read and when it is refused, as SQL made from the table's description.

Every fragment is built from column names and words of ``flows.tables`` and from file paths, quoted here; no value of a file ever
becomes part of a query.
"""

from __future__ import annotations

from dataclasses import dataclass

from lookthrough.flows.tables import Column, Table
from lookthrough.kernel.texts import Text

EARLIEST, LATEST = "1990-01-01", "2100-01-01"  # a time outside is a slip of the pen, not an event
LARGEST_FEN = 2**53  # 90 万亿 yuan: above it no bank transfer exists and floats lose fen

BROKEN_LINE = Text("该行列数不对或引号不成对", "this line has another number of fields, or a quote that does not close")
PROBLEMS = {
    "missing": Text("必填而为空", "a value is required"),
    "word": Text("不在规定取值之内", "not one of the values that the contract names"),
    "positive_fen": Text("应为大于零的整数（分）", "expected a whole number of fen above zero"),
    "fen": Text("应为整数（分）", "expected a whole number of fen"),
    "days": Text("应为不小于零的整数（天）", "expected a whole number of days, zero or more"),
    "share": Text("应为 0 到 1 之间的比例", "expected a share between 0 and 1"),
    "rate": Text("应为年利率的小数，如 0.12", "expected a yearly rate as a fraction, such as 0.12"),
    "time": Text("应为不带时区的时间，如 2026-03-01T09:30:00", "expected a possible time without offset, such as 2026-03-01T09:30:00"),
    "date": Text("应为日期，如 2026-03-01", "expected a possible date, such as 2026-03-01"),
    "flag": Text("应为 0 或 1", "expected 0 or 1"),
    "itself": Text("转出与转入为同一账户", "a transfer to itself"),
}
_TYPES = {
    "text": "VARCHAR",
    "word": "VARCHAR",
    "fen": "BIGINT",
    "positive_fen": "BIGINT",
    "days": "INTEGER",
    "share": "DOUBLE",
    "rate": "DOUBLE",
    "time": "TIMESTAMP",
    "date": "DATE",
    "flag": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """SQL over a raw table: typed ``columns``, whether a row is ``bad``, its first ``problem`` (``column:why``), what was ``found``."""

    columns: str
    bad: str
    problem: str
    found: str


def quoted(name: str) -> str:
    """Return a column name quoted for SQL (some of the contract's names are reserved words)."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return a text quoted for SQL."""
    return "'" + value.replace("'", "''") + "'"


def empty_view(table: Table) -> str:
    """Return the statement that creates the table's view without rows, for a ledger that came without it."""
    columns = ", ".join(f"NULL::{_TYPES[column.kind]} AS {quoted(column.name)}" for column in table.columns)
    return f"CREATE OR REPLACE VIEW {table.name} AS SELECT {columns}, 0 AS part, 0::BIGINT AS row_no WHERE false"


def checked(table: Table, types: dict[str, str]) -> Checked:
    """Return the fragments for ``table`` whose raw columns have ``types`` (DuckDB's names)."""
    present = [column for column in table.columns if column.name in types]
    absent = [column for column in table.columns if column.name not in types]
    columns = [f"{_value(c, types[c.name])} AS {quoted(c.name)}" for c in present]
    columns += [f"NULL::{_TYPES[c.kind]} AS {quoted(c.name)}" for c in absent]
    faults = [fault for column in present for fault in _faults(column, types[column.name])]
    if table.name == "transfers":
        same = f"{_plain('from_account_id', types)} = {_plain('to_account_id', types)}"
        faults.append((same, "to_account_id:itself", "to_account_id"))
    return Checked(
        columns=", ".join(columns),
        bad=" OR ".join(f"coalesce({condition}, false)" for condition, _, _ in faults),
        problem="CASE " + " ".join(f"WHEN {condition} THEN {text(problem)}" for condition, problem, _ in faults) + " END",
        found="CASE " + " ".join(f"WHEN {condition} THEN {quoted(column)}::VARCHAR" for condition, _, column in faults) + " END",
    )


def _plain(name: str, types: dict[str, str]) -> str:
    return _text(name, types[name])


def _text(name: str, raw: str) -> str:
    if raw == "VARCHAR":
        return f"nullif({quoted(name)}, '')"
    return f"{quoted(name)}::VARCHAR"


def _value(column: Column, raw: str) -> str:
    """Return the typed value of a column, null where the raw value is empty or cannot be one."""
    name, kind = quoted(column.name), column.kind
    if kind in ("text", "word"):
        return _text(column.name, raw)
    if kind in ("fen", "positive_fen", "days"):
        return _whole(column.name, raw, _TYPES[kind])
    if kind == "time":
        return _time(column.name, raw)
    if raw == "VARCHAR":
        return f"try_cast(trim({name}) AS {_TYPES[kind]})"
    return f"try_cast({name} AS {_TYPES[kind]})"


def _whole(column: str, raw: str, kind: str) -> str:
    name = quoted(column)
    if raw == "VARCHAR":
        return f"try_cast(CASE WHEN regexp_full_match(trim({name}), '[+-]?[0-9]+') THEN trim({name}) END AS {kind})"
    if raw.startswith(("DOUBLE", "FLOAT", "DECIMAL")):
        return f"CASE WHEN {name} = floor({name}) THEN try_cast({name} AS {kind}) END"
    return f"try_cast({name} AS {kind})"


def _time(column: str, raw: str) -> str:
    name = quoted(column)
    if raw == "VARCHAR":
        shape = "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?)?"
        return f"try_cast(CASE WHEN regexp_full_match(trim({name}), '{shape}') THEN trim({name}) END AS TIMESTAMP)"
    if raw == "TIMESTAMP WITH TIME ZONE":
        return f"({name} AT TIME ZONE 'Asia/Shanghai')"
    return f"try_cast({name} AS TIMESTAMP)"


def _faults(column: Column, raw: str) -> list[tuple[str, str, str]]:
    """Return (condition, ``column:why``, column) for each way in which a value can be wrong."""
    name, value, given = column.name, _value(column, raw), _text(column.name, raw) if raw == "VARCHAR" else quoted(column.name)
    faults = [] if column.optional else [(f"{given} IS NULL", f"{name}:missing", name)]
    if column.kind == "text":
        return faults
    if column.kind == "word":
        words = ", ".join(text(word) for word in column.words)
        return [*faults, (f"{value} NOT IN ({words})", f"{name}:word", name)]
    wrong = [] if _always_readable(column, raw) else [f"({given} IS NOT NULL AND {value} IS NULL)"]
    beyond = _beyond(column.kind, value)
    if beyond or wrong:
        faults.append((" OR ".join(filter(None, [*wrong, beyond])), f"{name}:{column.kind}", name))
    return faults


def _always_readable(column: Column, raw: str) -> bool:
    """Tell whether the raw type rules out an unreadable value, so that large Parquet files are not checked for nothing."""
    whole = column.kind in ("fen", "positive_fen") and raw in ("BIGINT", "INTEGER", "UINTEGER", "SMALLINT", "TINYINT")
    return whole or (column.kind == "time" and raw.startswith("TIMESTAMP"))


def _beyond(kind: str, value: str) -> str:
    """Return the condition under which a readable value is impossible."""
    return {
        "positive_fen": f"{value} <= 0 OR {value} > {LARGEST_FEN}",
        "fen": f"{value} > {LARGEST_FEN} OR {value} < -{LARGEST_FEN}",
        "days": f"{value} < 0",
        "share": f"{value} < 0 OR {value} > 1",
        "rate": f"isnan({value}) OR isinf({value})",
        "time": f"{value} < TIMESTAMP '{EARLIEST}' OR {value} >= TIMESTAMP '{LATEST}'",
        "date": f"{value} < DATE '{EARLIEST[:4]}-01-01' - INTERVAL 120 YEAR OR {value} >= DATE '{LATEST}'",
    }.get(kind, "")
