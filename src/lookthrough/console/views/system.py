"""The state of the installation for who runs the machine: versions, sizes, counts of rows and the last back-ups; no firm."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lookthrough import __version__
from lookthrough.console.access import needs
from lookthrough.desk import notice_queries
from lookthrough.offices.roles import Action

PACKAGES = ("django", "duckdb", "numba", "pyarrow", "splink", "cryptography")
SHOWN_BACKUPS = 10


@dataclass(frozen=True, slots=True)
class Backup:
    """One back-up as its manifest tells it."""

    name: str
    at: datetime | None
    size: int
    sha256: str
    engine: str


@needs(Action.SEE_SYSTEM)
def system(request: HttpRequest) -> HttpResponse:
    """Show versions, sizes, counts and back-ups."""
    context = {
        "versions": [("lookthrough", __version__), ("Python", platform.python_version()), *((name, version(name)) for name in PACKAGES)],
        "engine": _engine(),
        "store_bytes": _store_bytes(),
        "parts": [(name, _bytes_under(settings.HOME / name)) for name in ("ledgers", "runs", "backups")],
        "tables": _counts(),
        "mails": notice_queries.mail_state(),
        "backups": _backups(settings.HOME / "backups"),
    }
    return render(request, "console/system.html", context)


def _engine() -> str:
    found: Any = connection.get_database_version() if connection.vendor in ("postgresql", "sqlite") else ()
    return f"{connection.display_name} {'.'.join(map(str, found))}"


def _store_bytes() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    return sum(one.stat().st_size for one in (file, file.with_name(f"{file.name}-wal")) if one.is_file())


def _bytes_under(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def _counts() -> list[tuple[str, int]]:
    """Return how many rows each of our own tables holds, the largest first."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("lookthrough.")]
    return sorted(((model._meta.db_table, model._default_manager.count()) for model in ours), key=lambda one: (-one[1], one[0]))


def _backups(folder: Path) -> list[Backup]:
    """Return the newest back-ups; a manifest that cannot be read is shown as such, not left out."""
    found = [_backup(file) for file in folder.glob("*.json")]
    return sorted(found, key=lambda one: (one.at is not None, one.at and one.at.timestamp()), reverse=True)[:SHOWN_BACKUPS]


def _backup(file: Path) -> Backup:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        at = datetime.fromisoformat(str(said["at"]))
        return Backup(file.stem, at, int(said["bytes"]), str(said["sha256"]), str(said["engine"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Backup(file.stem, None, 0, "", "")
