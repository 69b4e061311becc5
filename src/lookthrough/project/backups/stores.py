"""The store leaves as one consistent file while officers go on working, and comes back as a whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from lookthrough.project.backups.refusal import refused

ASIDE = "before_restore_"
_LEAVING = 3.0  # seconds in which a server may still show who has left
Settings = dict[str, Any]  # one entry of Django's DATABASES


@dataclass(frozen=True, slots=True)
class Trail:
    """Number and seal of the last entry of the audit trail."""

    number: int
    hash: str


class Store(Protocol):
    """What back-up and restore ask of a database."""

    @property
    def engine(self) -> str:
        """Return the database's name in the manifest."""

    @property
    def part(self) -> str:
        """Return where its copy lies in the archive."""

    def dump(self, folder: Path) -> tuple[Path, Trail]:
        """Write one consistent copy into a folder; return it and where the trail stood in it."""

    def holds_anything(self) -> bool:
        """Return whether there is a store with tables."""

    def others_at_work(self) -> bool:
        """Return whether another program has the store open."""


def store_of(settings: Settings) -> Store:
    """Return the store that the settings name."""
    return Sqlite(Path(settings["NAME"])) if settings["ENGINE"].endswith("sqlite3") else Postgresql(settings)


@dataclass(frozen=True, slots=True)
class Sqlite:
    """One file and its journal."""

    file: Path
    engine: str = "sqlite"
    part: str = "store/db.sqlite3"

    def dump(self, folder: Path) -> tuple[Path, Trail]:
        """Copy by SQLite's own online back-up: readers and writers go on, the copy is one moment's state."""
        target = folder / "db.sqlite3"
        address = f"{self.file.as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=60)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")
            fault = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if fault != "ok":
                raise refused(self.file.name, f"数据库已损坏：{fault}", f"the store is damaged: {fault}")
            return target, trail_of_file(copy)

    def holds_anything(self) -> bool:
        """Return whether the file is there and has tables."""
        if not self.file.is_file():
            return False
        with closing(sqlite3.connect(f"{self.file.as_uri()}?mode=ro", uri=True)) as live:
            return bool(live.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])

    def others_at_work(self) -> bool:
        """Try to leave the shared journal, which works only for somebody alone; the console sets it anew when it opens the store."""
        if not self.file.is_file():
            return False
        with closing(sqlite3.connect(self.file, timeout=1)) as live:
            try:
                return bool(live.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete")
            except sqlite3.OperationalError:
                return True


def trail_of_file(copy: sqlite3.Connection) -> Trail:
    """Return where the trail stands in a SQLite file; a store without one has entry 0."""
    if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_head'").fetchone():
        return Trail(0, "")
    return Trail(*(copy.execute("SELECT number, hash FROM audit_head WHERE id = 1").fetchone() or (0, "")))


@dataclass(frozen=True, slots=True)
class Postgresql:
    """A database on a server; its own programs copy it."""

    settings: Settings
    engine: str = "postgresql"
    part: str = "store/database.dump"

    def dump(self, folder: Path) -> tuple[Path, Trail]:
        """Copy by pg_dump from one exported snapshot, and read the trail's head from the same."""
        program, target = self.program("pg_dump"), folder / "database.dump"
        with self.connection() as live:
            live.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = live.execute("SELECT pg_export_snapshot()").fetchone()[0]
            trail = self._trail(live)
            what = ["--format=custom", "--no-owner", "--no-privileges", f"--exclude-schema={ASIDE}*", f"--snapshot={snapshot}"]
            self.run([program, *what, f"--file={target}"])
        return target, trail

    def holds_anything(self) -> bool:
        """Return whether the database has tables of its own."""
        with self.connection() as live:
            return bool(live.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0])

    def others_at_work(self) -> bool:
        """Return whether anybody else is connected and stays so: whoever has just left is seen for a moment longer."""
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"  # and not the server's own work, such as its vacuum
        )
        with self.connection() as live:
            until = time.monotonic() + _LEAVING
            while live.execute(others).fetchone()[0]:
                if time.monotonic() > until:
                    return True
                time.sleep(0.1)
        return False

    def load(self, dump: Path, aside: str) -> None:
        """Put a dump in place in one transaction; what stood there before stays in the schema ``aside``."""
        listing, script, program = dump.with_suffix(".list"), dump.with_suffix(".sql"), self.program("pg_restore")
        self.run([program, "--list", f"--file={listing}", str(dump)])
        # the schema is made anew by its owner, and extensions' comments belong to their owner: neither is ours to restore
        kept = [line for line in listing.read_text(encoding="utf-8").splitlines() if not _NOT_OURS.search(line)]
        listing.write_text("\n".join(kept) + "\n", encoding="utf-8")
        self.run([program, "--no-owner", "--no-privileges", f"--use-list={listing}", f"--file={script}", str(dump)])
        self._in_one(["-c", _make_room(aside), "-f", str(script)])

    def put_aside(self, aside: str) -> None:
        """Leave an empty schema in place of what stands there."""
        self._in_one(["-c", _make_room(aside)])

    def take_back(self, aside: str) -> None:
        """Drop what was loaded and put back what stood there before."""
        self._in_one(["-c", _take_back(aside)])

    def forget_if_empty(self, aside: str) -> bool:
        """Drop a schema that holds nothing; return whether it holds something and stays."""
        with self.connection() as live:
            if live.execute("SELECT count(*) FROM pg_tables WHERE schemaname = %s", [aside]).fetchone()[0]:
                return True
            live.execute(f"DROP SCHEMA IF EXISTS {aside}")
            return False

    def _in_one(self, orders: list[str]) -> None:
        self.run(
            [self.program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null", *orders]
        )

    def program(self, name: str) -> str:
        """Return PostgreSQL's own program, on the path or where Debian keeps it."""
        kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]), reverse=True)
        if found := shutil.which(name) or next(map(str, kept), None):
            return found
        raise refused(name, "没有找到该程序，请安装 postgresql-client", "not found: install postgresql-client")

    def run(self, call: list[str]) -> None:
        """Run a program of PostgreSQL's; the password goes by the environment, where no list of processes shows it."""
        done = subprocess.run(call, env=os.environ | self._surroundings(), capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            said = (done.stderr.strip().splitlines() or [""])[0]
            raise refused(Path(call[0]).name, f"没有成功：{said}", f"did not succeed: {said}")

    def connection(self) -> Any:
        """Open a connection of our own, apart from Django's."""
        import psycopg

        return psycopg.connect(
            dbname=self.settings["NAME"],
            user=self.settings["USER"] or None,
            password=self.settings["PASSWORD"] or None,
            host=self.settings["HOST"] or None,
            port=self.settings["PORT"] or None,
            autocommit=True,
        )

    def _surroundings(self) -> dict[str, str]:
        names = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
        return {name: str(self.settings[key]) for name, key in names.items() if self.settings[key]}

    def _trail(self, live: Any) -> Trail:
        if live.execute("SELECT to_regclass('public.audit_head')").fetchone()[0] is None:
            return Trail(0, "")
        return Trail(*(live.execute("SELECT number, hash FROM public.audit_head WHERE id = 1").fetchone() or (0, "")))


_NOT_OURS = re.compile(r"^\d+; \d+ \d+ (SCHEMA - public|COMMENT - )")
_EXTENSIONS = """DO $$ DECLARE one record; BEGIN
FOR one IN SELECT extname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE nspname = '{old}' LOOP
EXECUTE format('ALTER EXTENSION %I SET SCHEMA public', one.extname); END LOOP; END $$;"""


def _make_room(aside: str) -> str:
    """Return the orders that rename what stands; extensions stay in use from the new schema."""
    return f"ALTER SCHEMA public RENAME TO {aside}; CREATE SCHEMA public;" + _EXTENSIONS.format(old=aside)


def _take_back(aside: str) -> str:
    return (
        _EXTENSIONS.format(old="public").replace("SET SCHEMA public", f"SET SCHEMA {aside}")
        + f"DROP SCHEMA public CASCADE; ALTER SCHEMA {aside} RENAME TO public;"
    )
