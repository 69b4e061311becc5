"""The database itself refuses to change or remove an entry of the trail, whoever asks."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_TABLE = "audit_entry"
_INSTALL = {
    "sqlite": tuple(
        f"CREATE TRIGGER IF NOT EXISTS {_TABLE}_no_{deed} BEFORE {deed} ON {_TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'entries of the trail stay as they are'); END"
        for deed in ("update", "delete")
    ),
    "postgresql": (
        f"CREATE OR REPLACE FUNCTION {_TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'entries of the trail stay as they are'; END $$",
        f"CREATE OR REPLACE TRIGGER {_TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {_TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {_TABLE}_stays()",
    ),
}
_LIFT = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {_TABLE}_no_{deed}" for deed in ("update", "delete")),
    "postgresql": (f"DROP TRIGGER IF EXISTS {_TABLE}_no_change ON {_TABLE}",),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guard in place; a database without one here still has the seals."""
    _run(connection, _INSTALL)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the guard away: for tests that empty their tables, and for nothing else."""
    _run(connection, _LIFT)


def _run(connection: BaseDatabaseWrapper, statements: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements.get(connection.vendor, ()):
            cursor.execute(statement)
