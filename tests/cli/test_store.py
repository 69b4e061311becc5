"""The store as commands open it: one process at a time changes its schema."""

from __future__ import annotations

import fcntl
from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import LazySettings

from lookthrough.cli import store


def test_who_opens_a_store_waits_until_the_schema_is_up_to_date(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    done = Event()
    monkeypatch.setattr(store, "call_command", lambda *_, **__: done.set())
    with (tmp_path / store.LOCK).open("w") as another:
        fcntl.flock(another, fcntl.LOCK_EX)
        waiting = Thread(target=store.open_store, daemon=True)
        waiting.start()
        assert not done.wait(0.2)
        fcntl.flock(another, fcntl.LOCK_UN)
        assert done.wait(10)
    waiting.join(10)
