"""Several processes write the trail at once: no entry is lost, none is doubled, and the links hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WRITERS, ENTRIES = 4, 25
WITH_POSTGRES = str(Path(__file__).resolve().parents[2] / "script" / "with-postgres")
OPEN = "from lookthrough.cli.store import open_store; open_store()\n"
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
    run(OPEN, surroundings)
    writers = [subprocess.Popen([sys.executable, "-c", WRITE], env=surroundings) for _ in range(WRITERS)]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * WRITERS
    return run(VERIFY, surroundings).split()


EXPECTED = ["True", str(WRITERS * ENTRIES), str(WRITERS), "refused"]


@pytest.mark.slow
def test_on_sqlite(tmp_path: Path) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name != "LOOKTHROUGH_DATABASE"}
    assert written_at_once(surroundings | {"LOOKTHROUGH_HOME": str(tmp_path)}) == EXPECTED


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path) -> None:
    if subprocess.run([WITH_POSTGRES, "--check"], capture_output=True, check=False).returncode:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    surroundings = os.environ | {"LOOKTHROUGH_HOME": str(tmp_path)}
    done = subprocess.run([WITH_POSTGRES, sys.executable, __file__], env=surroundings, capture_output=True, text=True, check=False)
    assert done.stdout.split() == EXPECTED, done.stderr


if __name__ == "__main__":
    print(*written_at_once(dict(os.environ)))  # noqa: T201
