"""From SQLite to PostgreSQL: every row of every table, in one transaction, by COPY.

``dumpdata`` and ``loaddata`` would make each row an object twice and hold all of them in memory; here a million rows pass
as a stream. References are checked when the transaction ends, so the order of tables does not matter.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from psycopg import sql

NOT_MOVED = {"django_migrations"}
NOT_EMPTIED = {"audit_entry"}  # the database refuses it, and a new store's trail is empty


def fill(source: Path) -> dict[str, int]:
    """Fill the new, empty store with a SQLite file's rows and return how many went into each table."""
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as given, transaction.atomic(), connection.cursor() as cursor:
        _same_schema(given)
        tables = [name for name in sorted(connection.introspection.django_table_names(only_existing=True)) if name not in NOT_MOVED]
        emptied = sql.SQL(", ").join(sql.Identifier(name) for name in tables if name not in NOT_EMPTIED)
        cursor.execute(sql.SQL("TRUNCATE {}").format(emptied))
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")  # SQLite keeps moments in UTC without saying so
        moved = {table: _move(given, cursor, table) for table in tables}
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return moved


def _same_schema(given: sqlite3.Connection) -> None:
    there = set(given.execute("SELECT app, name FROM django_migrations"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        if there != set(cursor.fetchall()):
            raise RuntimeError("the two stores are not of the same version: bring the SQLite store up to date first")


def _move(given: sqlite3.Connection, cursor: Any, table: str) -> int:
    columns = _columns(given, cursor, table)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    order = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    count = 0
    with cursor.cursor.copy(order) as copy:
        for row in _rows(given, table, columns):
            copy.write_row(row)
            count += 1
    return count


def _columns(given: sqlite3.Connection, cursor: Any, table: str) -> dict[str, str]:
    """Return the columns both sides have with PostgreSQL's type; what PostgreSQL reckons itself is left to it."""
    asked = (
        "SELECT column_name, data_type, is_nullable = 'YES' OR column_default IS NOT NULL FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' AND is_updatable = 'YES' ORDER BY ordinal_position"
    )
    cursor.execute(asked, [table])
    here = cursor.fetchall()
    there = {row[1] for row in given.execute("SELECT * FROM pragma_table_info(?)", (table,))}
    if lacking := [name for name, _, may_lack in here if name not in there and not may_lack]:
        raise RuntimeError(f"{table} has no {', '.join(lacking)} in SQLite")
    if lost := there - {name for name, _, _ in here}:
        raise RuntimeError(f"{table} has no {', '.join(sorted(lost))} in PostgreSQL")
    return {name: kind for name, kind, _ in here if name in there}


def _rows(given: sqlite3.Connection, table: str, columns: dict[str, str]) -> Iterator[list[Any]]:
    """Yield the rows; SQLite keeps truth as 0 and 1."""
    truths = [place for place, kind in enumerate(columns.values()) if kind == "boolean"]
    names = ", ".join(f'"{name}"' for name in columns)
    for row in given.execute(f'SELECT {names} FROM "{table}"'):  # noqa: S608 - names from the schema
        values = list(row)
        for place in truths:
            values[place] = None if values[place] is None else bool(values[place])
        yield values
