"""The how-to page «Add an indicator» shows an indicator of the catalogue as it stands, file by file, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOWN = ("src/lookthrough/risk/indicators/power_use_change.py", "tests/risk/indicators/test_power_use_change.py")


@pytest.mark.parametrize("path", SHOWN)
def test_the_page_shows_the_files_as_they_are(path: str) -> None:
    page = (ROOT / "docs/howto/add-an-indicator.md").read_text(encoding="utf-8")

    assert path in page
    assert (ROOT / path).read_text(encoding="utf-8").rstrip("\n") in page


def test_the_page_shows_a_row_of_the_scorecard_as_it_is() -> None:
    page = (ROOT / "docs/howto/add-an-indicator.md").read_text(encoding="utf-8")
    card = (ROOT / "src/lookthrough/risk/scorecards/enterprise.yml").read_text(encoding="utf-8")
    (row,) = (line for line in page.splitlines() if line.startswith("      power_use_change: {weight"))

    assert row in card.splitlines()
