"""Several processes write the trail at once: no entry is lost, none is doubled, and the links hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import prepared

WRITERS, ENTRIES = 4, 25
WRITE = f"""
import os
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "lookthrough.project.settings"
django.setup()
from datetime import UTC, datetime
from lookthrough.audit import operations
for place in range({ENTRIES}):
    operations.record(actor=str(os.getpid()), action="write", object_type="test", object_id=str(place), purpose="", at=datetime.now(UTC))
"""
VERIFY = """
from lookthrough.cli.store import open_store
open_store()
from django.db import DatabaseError, connection
from lookthrough.audit import queries
found = queries.verify()
print(found.sound, found.entries, len({one.actor for one in queries.entries(page_size=1000)[0]}))
try:
    connection.cursor().execute("DELETE FROM audit_entry")
    print("deleted")
except DatabaseError:
    print("refused")
"""


def run(code: str, surroundings: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def written_at_once(surroundings: dict[str, str]) -> list[str]:
    writers = [subprocess.Popen([sys.executable, "-c", WRITE], env=surroundings) for _ in range(WRITERS)]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * WRITERS
    return run(VERIFY, surroundings).split()


EXPECTED = ["True", str(WRITERS * ENTRIES), str(WRITERS), "refused"]


@pytest.mark.slow
def test_on_sqlite(tmp_path: Path) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name != "LOOKTHROUGH_DATABASE"}
    prepared.furnish(tmp_path)
    assert written_at_once(surroundings | {"LOOKTHROUGH_HOME": str(tmp_path)}) == EXPECTED


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path) -> None:
    with prepared.postgresql_database(os.environ["LOOKTHROUGH_DATABASE"]) as address:
        assert written_at_once(os.environ | {"LOOKTHROUGH_HOME": str(tmp_path), "LOOKTHROUGH_DATABASE": address}) == EXPECTED
