"""Who watches over the console learns whether it works, and nothing else."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client

from lookthrough.project import health as room


@pytest.fixture(autouse=True)
def _nothing_known_yet() -> None:
    room._up_to_date.clear()


def test_a_stranger_may_ask_and_learns_only_that_it_works(db: None) -> None:
    response = Client().get("/health/")
    assert (response.status_code, response.json()) == (200, {"ok": True, "database": True, "schema": True})
    assert not response.cookies
    assert "no-store" in response.headers["Cache-Control"]


def test_without_its_database_it_says_503_and_no_word_of_where_it_is(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise DatabaseError("could not connect to db.example as lt")

    monkeypatch.setattr(room.connection, "cursor", fails)
    response = Client().get("/health/")
    assert (response.status_code, response.json()) == (503, {"ok": False, "database": False, "schema": False})


def test_a_schema_of_another_version_is_503(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room.MigrationExecutor, "migration_plan", lambda self, targets: ["one to go"])
    response = Client().get("/health/")
    assert (response.status_code, response.json()["schema"]) == (503, False)


def test_nobody_changes_anything_there(db: None) -> None:
    assert Client().post("/health/").status_code == 405
