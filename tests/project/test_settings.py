"""An installation is safe before anybody configures it, and says so when it is configured wrongly."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lookthrough.project import environment

SHOW = '''
import json
from lookthrough.project import settings as s
names = """DEBUG ALLOWED_HOSTS SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS
CSRF_TRUSTED_ORIGINS LANGUAGE_CODE TIME_ZONE"""
print(json.dumps({name: getattr(s, name) for name in names.split()} | {"engine": s.DATABASES["default"]["ENGINE"], "key": s.SECRET_KEY}))
'''


def settings_with(tmp_path: Path, **surroundings: str) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOOKTHROUGH_")}
    env = kept | {"LOOKTHROUGH_HOME": str(tmp_path / "home")} | surroundings
    done = subprocess.run([sys.executable, "-c", SHOW], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.splitlines()[-1])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_unconfigured_it_answers_this_machine_only_and_shows_no_source(tmp_path: Path) -> None:
    found = settings_with(tmp_path)
    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert (found["LANGUAGE_CODE"], found["TIME_ZONE"]) == ("zh-hans", "Asia/Shanghai")
    assert found["engine"].endswith("sqlite3")


def test_the_data_directory_and_its_key_are_private_and_the_key_stays(tmp_path: Path) -> None:
    first, again = settings_with(tmp_path), settings_with(tmp_path)
    assert first["key"] == again["key"]
    assert len(first["key"]) > 60
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "home" / "secret-key").stat().st_mode) == 0o600
    assert settings_with(tmp_path, LOOKTHROUGH_SECRET="from outside")["key"] == "from outside"


def test_behind_an_address_everything_needs_https(tmp_path: Path) -> None:
    found = settings_with(tmp_path, LOOKTHROUGH_ORIGIN="https://console.example.gov.cn")
    assert found["ALLOWED_HOSTS"][-1] == "console.example.gov.cn"
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://console.example.gov.cn"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000


@pytest.mark.parametrize("address", ["http://console.example.gov.cn", "console.example.gov.cn", "https://"])
def test_an_address_without_https_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        settings_with(tmp_path, LOOKTHROUGH_ORIGIN=address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://lt:p%40ss@db.example:5433/office", ("office", "lt", "p@ss", "db.example", "5433")),
        ("postgres:///office", ("office", "", "", "", "")),
        ("postgresql://lt@%2Frun%2FPostgres/office", ("office", "lt", "", "/run/Postgres", "")),
    ],
)
def test_the_address_of_postgresql_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str, expected: tuple[str, ...]
) -> None:
    monkeypatch.setenv("LOOKTHROUGH_DATABASE", address)
    found = environment.database(tmp_path)
    assert tuple(found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


def test_another_database_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOOKTHROUGH_DATABASE", "mysql://x/y")
    with pytest.raises(ValueError, match="postgresql"):
        environment.database(tmp_path)


@pytest.mark.django_db
def test_sqlite_keeps_references_and_waits_its_turn() -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("the store is not SQLite")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
