"""The how-to page «Add a return» shows a template as it stands, and the page of returns names every sender and template."""

from __future__ import annotations

from pathlib import Path

from lookthrough.intake.template import sender_kinds, templates

ROOT = Path(__file__).resolve().parents[2]
SHOWN = "src/lookthrough/intake/templates/water_company.yml"


def test_the_page_shows_the_template_as_it_is() -> None:
    page = (ROOT / "docs/howto/add-a-return.md").read_text(encoding="utf-8")
    assert SHOWN in page
    assert (ROOT / SHOWN).read_text(encoding="utf-8").rstrip("\n") in page


def test_the_page_of_returns_names_each_with_its_number_of_fields() -> None:
    page = (ROOT / "docs/returns.md").read_text(encoding="utf-8")
    for one in templates().values():
        line = next(line for line in page.splitlines() if f"`{one.slug}`" in line and sender_kinds()[one.sender].title.zh in line)
        assert one.title.zh in line
        assert line.endswith(f"| {len(one.facts)} |")
