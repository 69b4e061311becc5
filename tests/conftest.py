"""What every test may rely on: test files of the same name in several rooms, quick tests first, and reasons where something is missing."""

from __future__ import annotations

import pytest

LATER = ("slow", "real_data", "browser", "postgres")  # in this order, after everything quick


def pytest_configure(config: pytest.Config) -> None:
    """Let rooms have test files of the same name without a package file in each folder."""
    config.option.importmode = "importlib"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run quick tests first, so that a slip shows in seconds."""
    items.sort(key=lambda item: max((place for place, mark in enumerate(LATER, 1) if item.get_closest_marker(mark)), default=0))
