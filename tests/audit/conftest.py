"""A PostgreSQL of the tests' own: made in a temporary folder, reached by socket, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest


def _as_postgres(*command: str) -> None:
    """PostgreSQL refuses to run as root, so root hands over to the postgres user."""
    prefix = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    subprocess.run((*prefix, *command), check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Yield the address of an empty database."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    bin_ = programs[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="lookthrough-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")
    _as_postgres(str(bin_ / "initdb"), "-D", data, "-U", "lookthrough", "-A", "trust", "-E", "UTF8", "--locale=C")
    _as_postgres(str(bin_ / "pg_ctl"), "-D", data, "-w", "-l", f"{folder}/log", "-o", f"-k {folder} -c listen_addresses=''", "start")
    try:
        yield f"postgresql://lookthrough@{quote(str(folder), safe='')}/postgres"
    finally:
        _as_postgres(str(bin_ / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)
