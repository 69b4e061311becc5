"""An office loses its machine and has it back: everything, proved whole, or nothing has changed. On SQLite and on PostgreSQL."""

from __future__ import annotations

import base64
import io
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

import prepared

pytestmark = [pytest.mark.slow]
TESTS = str(Path(__file__).resolve().parents[1])
ON = pytest.param("sqlite", id="sqlite"), pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres)

LIVE = """
import os, sys; sys.path.insert(0, {tests!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "lookthrough.project.settings"
import django; django.setup()
from datetime import UTC, datetime
from lookthrough.audit import operations as audit
"""
FILL = (
    LIVE
    + """
from lookthrough.cli.store import open_store; open_store()
from alert_builders import appoint, finding, hit, update
appoint(); update(finding("I1"), finding("I2"), hits=(hit(),))
for place in range(20):
    said = {{"actor": "甲", "action": "read", "object_type": "t", "object_id": str(place), "purpose": "核查"}}
    audit.record(**said, at=datetime.now(UTC), details={{"n": place, "x": [None, "引'号"]}})
"""
)
ADD = LIVE + "audit.record(actor='乙', action='later', object_type='t', object_id='x', purpose='', at=datetime.now(UTC))"
ADD_FOR_EVER = (
    LIVE
    + """
import time
print("ready", flush=True)
for place in range(100_000):
    audit.record(actor="丙", action="write", object_type="t", object_id=str(place), purpose="", at=datetime.now(UTC))
    time.sleep(0.005)  # others work on this machine too
"""
)
FIND = (
    LIVE
    + """
from lookthrough.offices.queries import District
from lookthrough.registry import search_queries
print(search_queries.firms(text="样例资产", district=District("", unplaced=True), limit=5))
"""
)
SHOW = (
    LIVE
    + """
import hashlib, json
from django.apps import apps
from django.core import serializers
from lookthrough.audit import queries
from django.db import connection
kept = [m for m in apps.get_models(include_auto_created=True) if m._meta.db_table in connection.introspection.table_names()]
tables = {{m._meta.db_table: m.objects.count() for m in kept}}
def digest(model):  # PostgreSQL keeps the keys of JSON in an order of its own
    rows = serializers.serialize("python", model._default_manager.order_by("pk"))
    return hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()
rows = {{m._meta.db_table: digest(m)
        for m in kept if m._meta.db_table not in ("audit_entry", "audit_head", "registry_searchform")}}
found = queries.verify()
last = queries.entries(page_size=1)[0]
print(json.dumps({{"tables": tables, "rows": rows, "sound": found.sound, "entries": found.entries, "head": found.head,
                  "last": last[0].action if last else ""}}))
"""
)


@dataclass(slots=True)
class Installation:
    """A data directory and a store."""

    home: Path
    database: str = ""

    @property
    def surroundings(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKTHROUGH_", "DJANGO_"))}
        return kept | {"LOOKTHROUGH_HOME": str(self.home)} | ({"LOOKTHROUGH_DATABASE": self.database} if self.database else {})

    def python(self, code: str) -> str:
        call = [sys.executable, "-c", code.format(tests=TESTS)]
        done = subprocess.run(call, env=self.surroundings, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def lookthrough(self, *words: object) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-c", "from lookthrough.cli.main import main; main()", *map(str, words)]
        return subprocess.run(call, env=self.surroundings, capture_output=True, text=True, timeout=300, check=False)

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.python(SHOW))
        return found

    def back_up(self, out: Path, *words: object) -> tuple[Path, dict[str, Any]]:
        done = self.lookthrough("backup", "--out", out, "--json", *words)
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        return Path(said["path"]), said

    def restore(self, file: Path, *words: object, expect: int = 0) -> str:
        done = self.lookthrough("restore", file, *words)
        assert done.returncode == expect, done.stderr
        return done.stderr

    def files(self) -> dict[str, bytes]:
        """Everything but the store's own files, whose bytes its reader may change."""
        every = (path for path in self.home.rglob("*") if path.is_file() and not path.name.startswith("db.sqlite3"))
        return {str(path.relative_to(self.home)): path.read_bytes() for path in every}


def take_keys(source: Installation, target: Installation) -> None:
    for name in ("secret-key", "vault.key"):
        if (source.home / name).is_file():
            shutil.copy(source.home / name, target.home / name)


Make = Callable[..., Installation]


class Databases:
    """Databases on the server that LOOKTHROUGH_DATABASE names; they go away at the end."""

    def __init__(self) -> None:
        import psycopg

        self.server, self.names = urlsplit(os.environ["LOOKTHROUGH_DATABASE"]), []
        self.live = psycopg.connect(urlunsplit(self.server), autocommit=True)

    def make(self, template: str = "template0") -> str:
        name = f"lt_{secrets.token_hex(6)}"
        self.live.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        self.names.append(name)
        return urlunsplit(self.server._replace(path=f"/{name}"))

    def drop(self) -> None:
        for name in self.names:
            self.live.execute(f"DROP DATABASE {name} WITH (FORCE)")
        self.live.close()


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    """Return a way to make databases."""
    found = Databases()
    yield found
    found.drop()


@pytest.fixture
def make(tmp_path: Path, request: pytest.FixtureRequest) -> Make:
    """Return a way to make an empty installation on an engine."""

    def empty(engine: str = "sqlite") -> Installation:
        home = tmp_path / f"home{len(list(tmp_path.glob('home*')))}"
        home.mkdir(mode=0o700)
        return Installation(home, request.getfixturevalue("databases").make() if engine == "postgresql" else "")

    return empty


def furnished(home: Path, request: pytest.FixtureRequest) -> Installation:
    """Return an installation on PostgreSQL whose store is migrated and holds nothing else."""
    template = prepared.postgresql_template(os.environ["LOOKTHROUGH_DATABASE"])
    return Installation(home, request.getfixturevalue("databases").make(template))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[str], Installation]:
    """Return an office with officers, alerts, a trail, a ledger and a run, made once an engine and copied for each test."""
    made: dict[str, Installation] = {}

    def of(engine: str) -> Installation:
        if engine not in made:
            home = tmp_path_factory.mktemp("filled")
            made[engine] = furnished(home, request) if engine == "postgresql" else Installation(home)
            prepared.furnish(home)
            made[engine].python(FILL)
            columns = "name,uscc,established_on,type,registered_capital,business_scope,province,city"
            (home / "firms.csv").write_text(f"{columns}\n穿透样例资产管理有限公司,,,,,,,\n样例粮油店,,,,,,,\n", encoding="utf-8")
            assert made[engine].lookthrough("registry", "import", home / "firms.csv").returncode == 0
            (home / "firms.csv").unlink()
            (home / "vault.key").write_text(f"k1 {base64.urlsafe_b64encode(bytes(32)).decode()}\n")
            kept = {"ledgers/sample/transfers.parquet": b"PAR1" * 999, "runs/ab12/run.json": b"{}", "static/x.js": b"made anew"}
            for path, content in kept.items():
                (home / path).parent.mkdir(parents=True, exist_ok=True)
                (home / path).write_bytes(content)
        return made[engine]

    return of


@pytest.fixture
def office(filled: Callable[[str], Installation], tmp_path: Path, request: pytest.FixtureRequest) -> Installation:
    """Return a filled office on the engine that the test names."""
    pattern = filled(getattr(request, "param", "sqlite"))
    home = shutil.copytree(pattern.home, tmp_path / "home0")
    if not pattern.database:
        return Installation(home)
    return Installation(home, request.getfixturevalue("databases").make(urlsplit(pattern.database).path[1:]))


@pytest.mark.parametrize("office", ON, indirect=True)
def test_everything_comes_back_on_another_machine(office: Installation, make: Make, tmp_path: Path) -> None:
    before = office.shown()
    file, said = office.back_up(tmp_path / "out")
    assert said["trail"] == {"number": before["entries"], "hash": before["head"]}
    engine = "postgresql" if office.database else "sqlite"
    other = make(engine)
    take_keys(office, other)
    assert "审计链完整" in other.restore(file)
    after = other.shown()
    assert after["rows"] == before["rows"]
    assert (after["sound"], after["entries"], after["last"]) == (True, before["entries"] + 1, "restore")
    assert {name: other.files()[name] for name in ("ledgers/sample/transfers.parquet", "runs/ab12/run.json")} == {
        "ledgers/sample/transfers.parquet": b"PAR1" * 999,
        "runs/ab12/run.json": b"{}",
    }
    record = json.loads(next((office.home / "backups").glob("*.json")).read_bytes())
    assert (record["engine"], record["bytes"], record["file"]) == (engine, file.stat().st_size, file.name)
    other.back_up(tmp_path / "again")  # what was restored can be backed up


@pytest.mark.parametrize("office", ON, indirect=True)
def test_what_stands_is_replaced_only_when_told_and_is_kept_aside(office: Installation, tmp_path: Path) -> None:
    file, said = office.back_up(tmp_path / "out")
    (office.home / "runs/ab12/run.json").write_bytes(b"newer")
    office.python(ADD)
    before, files = office.shown(), office.files()
    assert "--replace" in office.restore(file, expect=1)
    assert (office.shown(), office.files()) == (before, files)
    office.restore(file, "--replace")
    after = office.shown()
    assert (after["entries"], after["last"]) == (said["trail"]["number"] + 1, "restore")
    aside = next(office.home.glob("before_restore_*"))
    assert (aside / "runs/ab12/run.json").read_bytes() == b"newer"
    if office.database:
        import psycopg

        with psycopg.connect(office.database) as live:
            assert live.execute(f"SELECT number FROM {aside.name}.audit_head").fetchone() == (before["entries"],)  # noqa: S608
    else:
        with closing(sqlite3.connect(aside / "db.sqlite3")) as old:
            assert old.execute("SELECT number FROM audit_head").fetchone() == (before["entries"],)


@pytest.mark.parametrize("office", ON, indirect=True)
def test_a_back_up_that_is_not_whole_changes_nothing(office: Installation, tmp_path: Path) -> None:
    file, _ = office.back_up(tmp_path / "out")
    whole = file.read_bytes()
    before, files = office.shown(), office.files()
    for name, content in {
        "short": whole[:-200],
        "changed": whole[:-3000] + b"\0" + whole[-2999:],
        "empty": b"",
        "other": b"x" * 999,
    }.items():
        (tmp_path / name).write_bytes(content)
        office.restore(tmp_path / name, "--replace", expect=1)
    assert (office.shown(), office.files()) == (before, files)


def forged(file: Path, out: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write a back-up anew as somebody would who can reckon hashes."""
    from lookthrough.project.backups import archive

    with tarfile.open(file) as tar:
        content = {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]
    manifest = json.loads(content.pop("manifest.json"))
    change(content)
    folder = out.with_suffix(".parts")
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    said = {key: value for key, value in manifest.items() if key not in ("format", "parts")}
    whole = io.BytesIO()
    archive.write(whole, [(name, folder / name) for name in content], said, lambda by: None)
    out.write_bytes(whole.getvalue())
    return out


def _entry_rewritten(content: dict[str, bytes]) -> None:
    path = Path(os.environ["FORGED"])
    path.write_bytes(content["store/db.sqlite3"])
    with closing(sqlite3.connect(path)) as store:
        store.execute("DROP TRIGGER audit_entry_no_update")
        store.execute("UPDATE audit_entry SET actor = '丁' WHERE number = 3")
        store.commit()
    content["store/db.sqlite3"] = path.read_bytes()


def test_a_trail_that_was_rewritten_is_found_before_anything_is_replaced(
    office: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORGED", str(tmp_path / "forged.sqlite3"))
    file, _ = office.back_up(tmp_path / "out")
    record = next((office.home / "backups").glob("*.json"))
    before, files = office.shown(), office.files()
    bad = forged(file, tmp_path / "bad.tar.gz", _entry_rewritten)
    assert "does not fit its seal" in office.restore(bad, "--replace", expect=1)
    assert "not the one that was recorded" in office.restore(bad, "--replace", "--record", record, expect=1)
    assert (office.shown(), office.files()) == (before, files)
    office.restore(file, "--replace", "--record", record)


def test_a_folder_that_does_not_belong_into_a_back_up_is_refused(office: Installation, make: Make, tmp_path: Path) -> None:
    file, _ = office.back_up(tmp_path / "out")
    other = make()
    take_keys(office, other)
    for folder in ("backups", ".hidden", "keys", "before_restore_x"):
        put_in = {f"files/{folder}/evil": b"x"}
        bad = forged(file, tmp_path / f"bad-{folder}.tar.gz", lambda content, put_in=put_in: content.update(put_in))
        other.restore(bad, expect=1)
        assert set(other.files()) == {"secret-key", "vault.key"}, folder


def test_keys_are_never_inside_and_must_be_there_to_restore(office: Installation, make: Make, tmp_path: Path) -> None:
    file, _ = office.back_up(tmp_path / "out")
    with tarfile.open(file) as tar:
        names = tar.getnames()
        content = b"".join(tar.extractfile(name).read() for name in names)  # type: ignore[union-attr]
    assert not [name for name in names if "key" in name or "static" in name]
    for key in ("secret-key", "vault.key"):
        assert (office.home / key).read_bytes().split()[-1] not in content
    other = make()
    said = other.restore(file, expect=1)
    assert "vault.key k1" in said
    assert "secret-key" in said
    (other.home / "vault.key").write_text(f"k1 {base64.urlsafe_b64encode(bytes([1] * 32)).decode()}\n")
    assert "vault.key k1" in other.restore(file, expect=1)
    assert "不是备份时的密钥" in other.restore(file, "--without-keys")


def test_an_encrypted_back_up_comes_back_with_its_passphrase_only(office: Installation, make: Make, tmp_path: Path) -> None:
    (tmp_path / "right").write_text("correct horse battery\n")
    (tmp_path / "wrong").write_text("another long passphrase\n")
    file, said = office.back_up(tmp_path / "out", "--passphrase-file", tmp_path / "right")
    assert said["sealed"]
    assert "甲".encode() not in file.read_bytes()
    other = make()
    take_keys(office, other)
    other.restore(file, expect=1)
    other.restore(file, "--passphrase-file", tmp_path / "wrong", expect=1)
    other.restore(file, "--passphrase-file", tmp_path / "right")
    assert other.shown()["rows"] == office.shown()["rows"]


@pytest.mark.parametrize("office", ON, indirect=True)
def test_it_is_one_moments_state_while_others_write(office: Installation, make: Make, tmp_path: Path) -> None:
    call = [sys.executable, "-c", ADD_FOR_EVER.format(tests=TESTS)]
    with subprocess.Popen(call, env=office.surroundings, stdout=subprocess.PIPE) as writer:
        try:
            assert writer.stdout
            writer.stdout.readline()
            first = office.back_up(tmp_path / "out")
            time.sleep(1.1)  # names go by the second
            second = office.back_up(tmp_path / "out")
            assert "停止" in office.restore(first[0], "--replace", expect=1)  # not under people's hands
        finally:
            writer.kill()
    assert first[1]["trail"]["number"] < second[1]["trail"]["number"]
    other = make("postgresql" if office.database else "sqlite")
    take_keys(office, other)
    other.restore(second[0])
    assert other.shown()["entries"] == second[1]["trail"]["number"] + 1


@pytest.mark.postgres
def test_a_sqlite_office_moves_to_postgresql_by_restoring_there(office: Installation, make: Make, tmp_path: Path) -> None:
    import psycopg

    before = office.shown()
    file, _ = office.back_up(tmp_path / "out")
    other = make("postgresql")
    take_keys(office, other)
    with psycopg.connect(other.database):
        assert "in use" in other.restore(file, expect=1)
    other.restore(file)  # who has just left is waited for
    after = other.shown()
    assert after["rows"] == before["rows"]
    assert (after["sound"], after["entries"]) == (True, before["entries"] + 1)
    assert "穿透样例" in other.python(FIND)
    other.python(
        LIVE + "from lookthrough.offices import operations; operations.record_office(name='新', region_prefix='9902')"
    )  # ids go on


@pytest.mark.postgres
def test_the_way_back_to_sqlite_is_refused_in_plain_words(make: Make, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    here = make()
    there = furnished(tmp_path / "home-there", request)
    there.home.mkdir(mode=0o700)
    there.python(FILL)
    file, _ = there.back_up(tmp_path / "out")
    take_keys(there, here)
    assert "LOOKTHROUGH_DATABASE" in here.restore(file, expect=1)
    assert set(here.files()) == {"secret-key"}


def test_without_postgresqls_programs_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from lookthrough.kernel.files import FileRefused
    from lookthrough.project.backups import stores

    monkeypatch.setattr(stores.shutil, "which", lambda name: None)
    monkeypatch.setattr(stores.Path, "glob", lambda self, pattern: [])
    with pytest.raises(FileRefused, match="postgresql-client"):
        stores.Postgresql({}).program("pg_dump")


def test_a_back_up_never_lies_in_what_it_backs_up(office: Installation) -> None:
    for out in (office.home, office.home / "ledgers" / "x"):
        done = office.lookthrough("backup", "--out", out)
        assert done.returncode == 1, done.stderr
