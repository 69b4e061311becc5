"""``lookthrough audit``: sound is exit 0; one changed byte is exit 1 and says where and why."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import prepared

WRITE = """
from lookthrough.cli.store import open_store
open_store()
from datetime import UTC, datetime
from lookthrough.audit import operations
for place in range(5):
    operations.record(actor="officer", action="read", object_type="firm", object_id=str(place), purpose="监测", at=datetime.now(UTC))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    prepared.furnish(folder)
    subprocess.run([sys.executable, "-c", WRITE], env=surroundings(folder), check=True)
    return folder


def surroundings(home: Path) -> dict[str, str]:
    rest = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKTHROUGH_", "DJANGO_"))}
    return rest | {"LOOKTHROUGH_HOME": str(home)}


def lookthrough(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "lookthrough.cli", *words]
    return subprocess.run(call, env=surroundings(home), capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_changed_byte_is_found_and_a_head_written_down_too(home: Path) -> None:
    head = json.loads(lookthrough(home, "audit", "head", "--json").stdout)
    assert head["number"] == 5
    whole = lookthrough(home, "audit", "verify", "--json", "--head", head["head"])
    assert (whole.returncode, json.loads(whole.stdout)["entries"]) == (0, 5)
    strange = lookthrough(home, "audit", "verify", "--head", "0" * 64)
    assert strange.returncode == 1
    assert "replaced" in strange.stderr

    with closing(sqlite3.connect(home / "db.sqlite3")) as store:
        store.execute("DROP TRIGGER audit_entry_no_update")
        store.execute("UPDATE audit_entry SET purpose = '监侧' WHERE number = 3")
        store.commit()
    broken = lookthrough(home, "audit", "verify", "--json")
    said = json.loads(broken.stdout)
    assert broken.returncode == 1
    assert (said["sound"], said["broken_at"], said["reason"]) == (False, 3, "what it says does not fit its seal")
