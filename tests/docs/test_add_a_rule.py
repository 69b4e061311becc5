"""The how-to page «Add a rule» shows a rule of the catalogue as it stands, file by file, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOWN = (
    "src/lookthrough/flows/rules/custody_bypass.py",
    "src/lookthrough/flows/limits/custody_bypass.yml",
    "tests/flows/rules/test_custody_bypass.py",
)


@pytest.mark.parametrize("path", SHOWN)
def test_the_page_shows_the_files_as_they_are(path: str) -> None:
    page = (ROOT / "docs/howto/add-a-rule.md").read_text(encoding="utf-8")

    assert path in page
    assert (ROOT / path).read_text(encoding="utf-8").rstrip("\n") in page
