"""What many tests start from is made once for one state of the sources and copied: the store as migrations make it, and the demo's office.

Kept below ``$XDG_CACHE_HOME/lookthrough-tests`` under a fingerprint of what each is made from, so that all processes and all parts of a
run share it; what no run has used for a day goes away. ``python tests/prepared.py`` makes both, so that tests find them, and before
them compiles the look-through's kernels.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

CHECKOUT = Path(__file__).resolve().parents[1]
SOURCES = CHECKOUT / "src" / "lookthrough"
ENDINGS = {".py", ".yml", ".yaml", ".csv", ".json"}
DAY = 24 * 60 * 60
MIGRATE = "from lookthrough.cli.store import open_store; open_store()"
DEMO = "from lookthrough.cli.main import main; main()"
# each process of the tests would else compile what the first ledger needs, all at once and each for itself
COMPILE = """
import sys
from pathlib import Path
from lookthrough.flows.run import run_ledger
from lookthrough.sample.operations import simulate
folder = Path(sys.argv[1])
simulate(institutions=12, days=150, seed=7, bad_share=0.5, out=folder / "ledger")
run_ledger(ledger=folder / "ledger", out=folder / "run")
"""


def empty_store() -> Path:
    """Return a SQLite store that is migrated and holds nothing else; copy it, never open it."""

    def make(folder: Path) -> None:
        _python(MIGRATE, environment={"LOOKTHROUGH_HOME": str(folder)})
        with closing(sqlite3.connect(folder / "db.sqlite3")) as store:
            store.execute("PRAGMA journal_mode=DELETE")  # one file, whole by itself

    return _kept("store", fingerprint(schema=True), make) / "db.sqlite3"


def furnish(home: Path) -> None:
    """Put an empty store into a data directory, for tests that are not about how a store comes to be."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(empty_store(), home / "db.sqlite3")


def demo_office() -> Path:
    """Return a data directory that ``lookthrough demo`` has filled today; copy it, never open it."""

    def make(folder: Path) -> None:
        furnish(folder)
        _python(DEMO, "demo", "--no-serve", environment={"LOOKTHROUGH_HOME": str(folder)})

    return _kept(f"demo-{time.strftime('%Y%m%d')}", fingerprint(), make)


@contextmanager
def beneath(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lay the empty store beneath the test database that is made next: its migrations then find nothing to do."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(empty_store())) as prepared, closing(_memory(connection)) as memory:
            prepared.backup(memory)
            yield
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = postgresql_template(os.environ["LOOKTHROUGH_DATABASE"])
        yield


def _memory(connection: BaseDatabaseWrapper) -> sqlite3.Connection:
    return sqlite3.connect(connection.creation._get_test_db_name(), uri=True)


def postgresql_template(server: str) -> str:
    """Return the name of a migrated database on the server, made unless it stands."""
    import psycopg

    name = f"lookthrough_template_{fingerprint(schema=True)}"
    address = urlunsplit(urlsplit(server)._replace(path=f"/{name}_making"))
    with _alone("postgresql", fingerprint(schema=True)), psycopg.connect(server, autocommit=True) as live:
        if not live.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            live.execute(f"DROP DATABASE IF EXISTS {name}_making")
            live.execute(f"CREATE DATABASE {name}_making TEMPLATE template0")
            with tempfile.TemporaryDirectory() as home:
                _python(MIGRATE, environment={"LOOKTHROUGH_HOME": home, "LOOKTHROUGH_DATABASE": address})
            live.execute(f"ALTER DATABASE {name}_making RENAME TO {name}")
    return name


@contextmanager
def postgresql_database(server: str) -> Iterator[str]:
    """Make an empty migrated database of its own on the server; yields its address and removes it."""
    import psycopg

    name = f"lookthrough_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as live:
        live.execute(f"CREATE DATABASE {name} TEMPLATE {postgresql_template(server)}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            live.execute(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def fingerprint(*, schema: bool = False) -> str:
    """Return what stands for the sources, or for all that makes the schema, with the locked packages and the interpreter."""
    found = hashlib.sha256(sys.version.encode() + (CHECKOUT / "uv.lock").read_bytes())
    for path in _behind_the_schema() if schema else sorted(path for path in SOURCES.rglob("*") if path.suffix in ENDINGS):
        found.update(f"{path.relative_to(SOURCES)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _behind_the_schema() -> list[Path]:
    """Return the migrations, the modules of ours that they import, and the settings, which name the apps."""
    migrations = sorted(SOURCES.rglob("migrations/*.py"))
    told = "".join(path.read_text(encoding="utf-8") for path in migrations)
    imported = sorted(set(re.findall(r"^from lookthrough\.([\w.]+) import (\w+)", told, re.MULTILINE)))
    places = [SOURCES.joinpath(*module.split(".")) for module, _ in imported]
    either = [place.with_suffix(".py") for place in places] + [
        place / f"{name}.py" for place, (_, name) in zip(places, imported, strict=True)
    ]
    return [*migrations, *(path for path in either if path.is_file()), SOURCES / "project" / "settings.py"]


def _kept(name: str, key: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of what is prepared, made by whoever comes first; who comes meanwhile waits."""
    folder = _cupboard() / key / name
    with _alone(name, key):
        if not folder.is_dir():
            making = folder.with_name(f"{name}-making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir(parents=True, mode=0o700)
            make(making)
            making.rename(folder)
    os.utime(folder.parent)
    return folder


@contextmanager
def _alone(name: str, key: str) -> Iterator[None]:
    place = _cupboard() / key
    place.mkdir(exist_ok=True, mode=0o700)
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _cupboard() -> Path:
    """Return the folder of all that is prepared, without what nobody has used for a day."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lookthrough-tests"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.iterdir():
        if old.is_dir() and old.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def _python(code: str, *words: str, environment: Mapping[str, str]) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKTHROUGH_", "DJANGO_"))}
    done = subprocess.run([sys.executable, "-c", code, *words], env=kept | environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)


def compiled() -> None:
    """Compile the kernels of the look-through into their cache beside the sources, unless they lie there."""
    with tempfile.TemporaryDirectory() as folder:
        _python(COMPILE, folder, environment={})


if __name__ == "__main__":
    compiled()
    empty_store()
    demo_office()
