"""One served console and one browser for all browser tests; skips with the reason where the machine lacks something."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

import prepared
import served_console


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest: the walk over every page then goes on beside all other tests of the browser, not after them."""
    places = [place for place, item in enumerate(items) if item.get_closest_marker("browser")]
    ordered = sorted((items[place] for place in places), key=lambda item: item.get_closest_marker("slow") is None)
    for place, item in zip(places, ordered, strict=True):
        items[place] = item


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[served_console.Console]:
    """Serve a console on a copy of the demo's office; LOOKTHROUGH_BROWSER_HOME names another store that the demo has filled."""
    if reason := served_console.missing():
        pytest.skip(reason)
    home = tmp_path_factory.mktemp("browser")
    shutil.copytree(os.environ.get("LOOKTHROUGH_BROWSER_HOME") or prepared.demo_office(), home, dirs_exist_ok=True)
    with served_console.console(home) as console:
        yield console


@pytest.fixture(scope="session")
def chromium(served: served_console.Console) -> Iterator[Any]:
    """Open the browser."""
    with served_console.browser() as opened:
        yield opened
