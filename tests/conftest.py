"""What every test may rely on: a data directory of its own, quick tests first, and a stated reason where something is missing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pytest_django.plugin import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

import prepared

CONNECT = duckdb.connect
TESTS = Path(__file__).resolve().parent
LATER = ("slow", "real_data", "browser", "postgres")  # in this order, after everything quick
# Doors and generated areas ask of the store what rooms ask, and the rooms' own tests run on both databases;
# so of these only what is marked both_stores does
DOORS = ("api", "browser", "cli", "console", "docs", "portal", "sample", "security", "test_product_cycle.py")
STORE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "admin_client"}


def pytest_configure(config: pytest.Config) -> None:
    """Give the whole run one data directory that goes away with it, so that no test meets what a person keeps in ``var``."""
    config.option.importmode = "importlib"  # rooms may have test files of the same name
    os.environ["LOOKTHROUGH_HOME"] = home = tempfile.mkdtemp(prefix="lookthrough-tests-")
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    from django.conf import settings

    if settings.configured:
        settings.HOME = Path(home)
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nobody's password is at stake
    duckdb.connect = _with_one_thread
    _look_at_static_files_once()


def _with_one_thread(*place: Any, config: dict[str, Any] | None = None, **more: Any) -> duckdb.DuckDBPyConnection:
    """Open DuckDB with one thread: on ledgers of a few rows a second one only turns round and round beside the other tests."""
    return CONNECT(*place, config={"threads": 1} | (config or {}), **more)


def _look_at_static_files_once() -> None:
    """Let all clients of a process share what WhiteNoise knows of the static files: to look at them took most of a client's first page."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, dict[str, Any]()

    def share(served: WhiteNoiseMiddleware) -> None:
        if not found:
            look(served)
            found.update(served.files)
        served.files.update(found)

    WhiteNoiseMiddleware.add_files_from_finders = share


@pytest.fixture
def every_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let DuckDB take all processors, as it does outside of tests: for what is about large files."""
    monkeypatch.setattr(duckdb, "connect", CONNECT)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the store and what of it runs on both databases; run quick tests first so that a slip shows in seconds."""
    for item in items:
        if STORE_FIXTURES & set(getattr(item, "fixturenames", ())) and not item.get_closest_marker("django_db"):
            item.add_marker(
                pytest.mark.django_db(transaction="transactional_db" in item.fixturenames or "live_server" in item.fixturenames)
            )
        if item.get_closest_marker("django_db") and item.path.relative_to(TESTS).parts[0] not in DOORS:
            item.add_marker(pytest.mark.both_stores)
    items.sort(key=lambda item: max((place for place, mark in enumerate(LATER, 1) if item.get_closest_marker(mark)), default=0))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, with the reason, what this machine or this run cannot do."""
    if item.get_closest_marker("real_data") and not os.environ.get("LOOKTHROUGH_REAL_DATA"):
        pytest.skip("LOOKTHROUGH_REAL_DATA is not set")
    if item.get_closest_marker("postgres") and not os.environ.get("LOOKTHROUGH_DATABASE", "").startswith("postgres"):
        pytest.skip("runs on PostgreSQL only: script/with-postgres pytest -m postgres")
    from django.core.cache import cache

    cache.clear()  # what one test counted, another does not meet


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Start from a store that was migrated once for all processes, instead of migrating in each."""
    from django.db import connection

    with prepared.beneath(connection):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Lift the guard that keeps the audit trail as it is: tests empty their tables. The trail's own tests put it back."""
    from django.db import connection

    from lookthrough.audit import append_only

    with django_db_blocker.unblock():
        append_only.lift(connection)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data that LOOKTHROUGH_REAL_DATA names; tests read it and keep nothing of it."""
    if not os.environ.get("LOOKTHROUGH_REAL_DATA"):
        pytest.skip("LOOKTHROUGH_REAL_DATA is not set")
    return Path(os.environ["LOOKTHROUGH_REAL_DATA"])
