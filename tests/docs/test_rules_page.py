"""docs/rules.md is what the program says of its rules."""

from __future__ import annotations

from pathlib import Path

from builders import lookthrough

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_says_what_the_catalogue_says() -> None:
    said = lookthrough("flows", "rules", "--markdown")
    assert said.returncode == 0
    assert PAGE.read_text(encoding="utf-8") == said.stdout, "lookthrough flows rules --markdown > docs/rules.md"
