"""What the stories about ledgers start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.handmade.small_platform import a_small_platform


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Return the folder of a small sound ledger as CSV."""
    return a_small_platform().write(tmp_path / "ledger")
