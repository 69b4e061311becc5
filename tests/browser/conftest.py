"""One served console and one browser for all browser tests; skips with the reason where the machine lacks something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import served_console


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[served_console.Console]:
    """Serve a console on generated data."""
    if reason := served_console.missing():
        pytest.skip(reason)
    with served_console.console(tmp_path_factory.mktemp("browser")) as console:
        yield console


@pytest.fixture(scope="session")
def chromium(served: served_console.Console) -> Iterator[Any]:
    """Open the browser."""
    with served_console.browser() as opened:
        yield opened
