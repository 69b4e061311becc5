"""One word a thing: the glossary says what the screens say."""

from __future__ import annotations

from pathlib import Path

import pytest

from lookthrough.flows.rule import all_rules
from lookthrough.flows.words import BOOKS, ORIGINS, USES

GLOSSARY = (Path(__file__).resolve().parents[2] / "docs/glossary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "said", [*ORIGINS.values(), *USES.values(), *BOOKS.values(), *(rule.title for rule in all_rules().values())], ids=lambda said: said.en
)
def test_what_the_screens_call_it_stands_in_the_glossary(said):
    assert said.zh in GLOSSARY
