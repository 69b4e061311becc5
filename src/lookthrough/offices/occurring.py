"""Which codes occur in a long table: found by stepping from one to the next in an index, however many rows bear each."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model

from lookthrough.offices.queries import District


def region_codes(*, model: type[Model], column: str, district: District) -> list[str]:
    """Return the region codes of a district that occur, in order; what lies nowhere has none. The column needs an index of its own."""
    return _steps(model, column, district.prefix, district.past if district.prefix else None)


def words(*, model: type[Model], column: str) -> list[str]:
    """Return the words that occur in a column, in order, the empty one left out. The column needs an index."""
    return _steps(model, column, "", None)


def _steps(model: type[Model], column: str, first: str, past: str | None) -> list[str]:
    """Step through an index: DISTINCT would read every row, this reads one for each code. Both databases know no shorter way."""
    table, name = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(column)
    end, until = (f" AND {name} < %s", [past]) if past is not None else ("", [])
    sql = (
        f"WITH RECURSIVE walk(code) AS (SELECT MIN({name}) FROM {table} WHERE {name} >= %s AND {name} > ''{end} "  # noqa: S608 - names of our own
        f"UNION ALL SELECT (SELECT MIN({name}) FROM {table} WHERE {name} > walk.code{end}) FROM walk WHERE walk.code IS NOT NULL) "
        "SELECT code FROM walk WHERE code IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [first, *until, *until])
        return [str(code) for (code,) in cursor.fetchall()]
