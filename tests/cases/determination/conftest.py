"""The paper that these stories name by its hash lies in the evidence of each case."""

from __future__ import annotations

import pytest

from cases.determination.doing import PAPER
from lookthrough.cases import room_acting


@pytest.fixture(autouse=True)
def paper_in_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the evidence hold the paper; ``tests/console/test_determination.py`` takes a real one in."""
    monkeypatch.setattr(room_acting.evidence, "holds", lambda *, case_number, sha256: sha256 == PAPER)
