"""Where the pieces of names are kept: SQLite's full-text index walked in order of rank, or arrays in PostgreSQL tier by tier.

Both stop at the first names that do, so that neither a common character nor a million firms is felt:
- SQLite: a contentless FTS5 table whose row ids are the ranks; its lists are in rank order, and lists are joined as they are read.
- PostgreSQL: a GIN index knows no order, so each piece carries the tier of its name (a span of lengths); tiers are asked one by one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

NAMES, GRAMS = "registry_searchname", "registry_searchgrams"
_LENGTH_BITS, _KIND_BITS = 44, 40  # ids of objects stay below 2 ** 40
_LONGEST = 255
_TIERS = (4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, _LONGEST)  # the greatest length of each
_ROWS_A_STATEMENT = 1_000


class Name(NamedTuple):
    """One name as it is kept; ``pieces`` between spaces."""

    id: int
    kind: int
    object_id: int
    company_id: int | None
    institution_id: int | None
    text: str
    squeezed: str
    code: str
    region_code: str
    pieces: str


class NameRow(NamedTuple):
    """One name as it is found: ``COLUMNS``."""

    id: int
    kind: int
    object_id: int
    company_id: int | None
    institution_id: int | None
    text: str
    squeezed: str
    code: str
    region_code: str


COLUMNS = NameRow._fields


class Condition(NamedTuple):
    """What a name must have: of each group one piece at least, each of ``holds`` somewhere, and a beginning, a code and a place."""

    groups: Sequence[Sequence[str]]
    holds: Sequence[str]
    begins: str = ""
    code: tuple[int, str] = (1, "")  # a place in the code, counted from 1, and what stands there
    region_prefix: str = ""
    unplaced: bool = True


def rank(*, kind: int, object_id: int, length: int) -> int:
    """Return the id of a name: shorter names first, then kinds, then those known longest."""
    return (min(length, _LONGEST) << _LENGTH_BITS) | (kind << _KIND_BITS) | object_id


class Store(ABC):
    """The pieces of names in one kind of database."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    @abstractmethod
    def add(self, names: Sequence[Name]) -> None:
        """Keep names that are not kept yet."""

    @abstractmethod
    def remove(self, names: Sequence[Name]) -> None:
        """Forget names; pieces as they were kept."""

    @abstractmethod
    def clear(self) -> None:
        """Forget everything."""

    @abstractmethod
    def find(self, condition: Condition, *, limit: int) -> list[NameRow]:
        """Return names that meet a condition, best rank first."""

    def finish(self) -> None:  # noqa: B027  not every store has something to do
        """Bring the index in order after it was built anew."""

    def prepare(self) -> None:  # noqa: B027
        """Get ready for being built anew."""

    def _run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def _forget(self, names: Sequence[Name]) -> None:
        ids = [name.id for name in names]
        for begin in range(0, len(ids), _ROWS_A_STATEMENT):
            part = ids[begin : begin + _ROWS_A_STATEMENT]
            self._run(f"DELETE FROM {NAMES} WHERE id IN ({', '.join(['%s'] * len(part))})", part)  # noqa: S608  our own names


class SqliteStore(Store):
    """FTS5 with tokens of our own."""

    def add(self, names: Sequence[Name]) -> None:
        names = sorted(names)
        columns, places = ", ".join(COLUMNS), ", ".join(["%s"] * len(COLUMNS))
        with self.connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {NAMES} ({columns}) VALUES ({places})", [name[:-1] for name in names])  # noqa: S608
            cursor.executemany(f"INSERT INTO {GRAMS} (rowid, pieces) VALUES (%s, %s)", [(name.id, name.pieces) for name in names])  # noqa: S608

    def remove(self, names: Sequence[Name]) -> None:
        with self.connection.cursor() as cursor:
            statement = f"INSERT INTO {GRAMS} ({GRAMS}, rowid, pieces) VALUES ('delete', %s, %s)"  # noqa: S608
            cursor.executemany(statement, [(name.id, name.pieces) for name in names])
        self._forget(names)

    def clear(self) -> None:
        self._run(f"INSERT INTO {GRAMS} ({GRAMS}) VALUES ('delete-all')")  # noqa: S608
        self._run(f"DELETE FROM {NAMES}")  # noqa: S608

    def find(self, condition: Condition, *, limit: int) -> list[NameRow]:
        wanted = " AND ".join(f"({' OR '.join(_quoted(piece) for piece in group)})" for group in condition.groups)
        checks, values = _checks(condition, "instr(n.squeezed, %s) > 0", "substr(n.squeezed, 1, %s) = %s")
        columns = ", ".join(f"n.{column}" for column in COLUMNS)
        rows = self._run(
            f"SELECT {columns} FROM {GRAMS} AS g CROSS JOIN {NAMES} AS n ON n.id = g.rowid "  # noqa: S608  our own names; values are bound
            f"WHERE {GRAMS} MATCH %s{checks} ORDER BY g.rowid LIMIT %s",
            [wanted, *values, limit],
        )
        return [NameRow(*row) for row in rows]

    def finish(self) -> None:
        self._run(f"INSERT INTO {GRAMS} ({GRAMS}) VALUES ('optimize')")  # noqa: S608


class PostgresStore(Store):
    """Arrays of pieces under a GIN index."""

    def add(self, names: Sequence[Name]) -> None:
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {NAMES} ({', '.join(COLUMNS)}, pieces) FROM STDIN") as copy:
            for name in sorted(names):
                copy.write_row([*name[:-1], _array(name)])

    def remove(self, names: Sequence[Name]) -> None:
        self._forget(names)

    def clear(self) -> None:
        self._run(f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {NAMES}")

    def find(self, condition: Condition, *, limit: int) -> list[NameRow]:
        checks, bound = _checks(condition, "position(%s in squeezed) > 0", "left(squeezed, %s) = %s")
        shortest = sum(map(len, condition.holds[:1]))
        statements, values = [], []
        for tier in [tier for tier, longest in enumerate(_TIERS) if longest >= shortest]:
            required = [_tiered(tier, group[0]) for group in condition.groups if len(group) == 1]
            choices = [[_tiered(tier, piece) for piece in group] for group in condition.groups if len(group) > 1]
            tests = [*(["pieces @> %s::text[]"] if required else []), *["pieces && %s::text[]"] * len(choices)]
            statements.append(
                f"(SELECT {', '.join(COLUMNS)} FROM {NAMES} WHERE {' AND '.join(tests)}{checks} LIMIT %s)"  # noqa: S608  values are bound
            )
            values += [*([required] if required else []), *choices, *bound, limit]
        with transaction.atomic(using=self.connection.alias):
            # tiers are read one after the other, each by the index, until there are enough
            self._run("SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off")
            rows = self._run(f"SELECT * FROM ({' UNION ALL '.join(statements)}) AS tiers LIMIT %s", [*values, limit])  # noqa: S608
        return sorted(NameRow(*row) for row in rows)

    def prepare(self) -> None:
        self._run(f"DROP INDEX IF EXISTS {GRAMS}")

    def finish(self) -> None:
        self._run("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL maintenance_work_mem = '512MB'")
        self._run(POSTGRES_INDEX)
        self._run(f"ANALYZE {NAMES}")


POSTGRES_INDEX = f"CREATE INDEX {GRAMS} ON {NAMES} USING gin (pieces)"


def store() -> Store:
    """Return the store of the database in use."""
    return PostgresStore(connection) if connection.vendor == "postgresql" else SqliteStore(connection)


def _checks(condition: Condition, holds: str, begins: str) -> tuple[str, list[Any]]:
    """Return what is checked on each name found: pairs of characters do not prove a longer word, nor two figures a whole region."""
    tests, values = [holds] * len(condition.holds), list[Any](condition.holds)
    if condition.begins:
        tests.append(begins)
        values += [len(condition.begins), condition.begins]
    if condition.code[1]:
        tests.append("substr(code, %s, %s) = %s")
        values += [condition.code[0], len(condition.code[1]), condition.code[1]]
    if condition.region_prefix:
        tests.append("(substr(region_code, 1, %s) = %s" + (" OR region_code = '')" if condition.unplaced else ")"))
        values += [len(condition.region_prefix), condition.region_prefix]
    elif not condition.unplaced:
        tests.append("region_code <> ''")
    return "".join(f" AND {test}" for test in tests), values


def _quoted(piece: str) -> str:
    return '"' + piece.replace('"', '""') + '"'


def _tier(length: int) -> int:
    return next(tier for tier, longest in enumerate(_TIERS) if length <= longest)


def _tiered(tier: int, piece: str) -> str:
    return chr(ord("a") + tier) + piece


def _array(name: Name) -> list[str]:
    tier = chr(ord("a") + _tier(min(len(name.squeezed), _LONGEST)))
    return [tier + piece for piece in dict.fromkeys(name.pieces.split(" "))]
