"""Whether the console can work, for whoever watches over it: a word, and nothing about the office."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

_up_to_date: set[str] = set()  # the schema does not go backwards while a process lives


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the store is reachable and its schema is this version's, else 503; say no more than which of the two."""
    found = {"database": _reachable(), "schema": False}
    found["schema"] = found["database"] and _current()
    return JsonResponse({"ok": all(found.values()), **found}, status=200 if all(found.values()) else 503)


def _reachable() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _current() -> bool:
    if connection.alias not in _up_to_date:
        try:
            executor = MigrationExecutor(connection)
        except DatabaseError:
            return False
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            _up_to_date.add(connection.alias)
    return connection.alias in _up_to_date
