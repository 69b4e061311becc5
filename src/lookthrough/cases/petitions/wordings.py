"""Approved wordings (口径): the programme's and the office's own, each in force from a day; the newest of a name holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lookthrough.cases.petitions.models import Wording
from lookthrough.kernel.texts import Text

BLANKS: dict[str, Text] = {
    "number": Text("接待编号", "number of the occasion"),
    "office": Text("本单位名称", "name of the office"),
    "reply_by": Text("答复日期（受理后才有）", "day of the reply (once accepted)"),
    "case": Text("关联案件编号", "number of the linked case"),
    "reason": Text("延期理由", "reason for a longer period"),
}
_BLANK = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class WordingFacts:
    """A wording as it may be used: its words in both languages, with blanks that the programme fills in."""

    slug: str
    kind: str
    title: Text
    words: Text
    valid_from: date
    shipped: bool = False
    valid_to: date | None = None
    wording_id: int = 0

    @property
    def blanks(self) -> set[str]:
        """Return the blanks of the words."""
        return set(_BLANK.findall(self.words.zh)) | set(_BLANK.findall(self.words.en))

    def filled(self, values: dict[str, Text]) -> Text:
        """Return the words with their blanks filled in."""
        said = {name: values[name] for name in self.blanks}
        zh = _BLANK.sub(lambda found: said[found[1]].zh, self.words.zh)
        return Text(zh, _BLANK.sub(lambda found: said[found[1]].en, self.words.en))


def in_force(*, on: date, region_code: str) -> list[WordingFacts]:
    """Return the wordings that may be used in a region on a day, one of each name."""
    own = [facts(one) for one in Wording.objects.filter(state="approved", valid_from__lte=on) if region_code.startswith(one.region_prefix)]
    newest: dict[str, WordingFacts] = {}
    for one in sorted([*shipped(), *own], key=lambda each: (each.valid_from, not each.shipped)):
        if one.valid_from <= on:
            newest[one.slug] = one
    return [one for one in newest.values() if one.valid_to is None or one.valid_to >= on]


def facts(one: Wording) -> WordingFacts:
    """Return a stored wording as others see it."""
    title = Text(one.title, one.title)
    return WordingFacts(one.slug, one.kind, title, Text(one.zh, one.en), one.valid_from, False, one.valid_to, one.pk)


@cache
def shipped() -> tuple[WordingFacts, ...]:
    """Return the wordings that come with the programme."""
    said: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("wordings.yml").read_text(encoding="utf-8"))
    return tuple(
        WordingFacts(
            slug, one["kind"], Text(one["title"]["zh"], one["title"]["en"]), Text(one["zh"].strip(), one["en"].strip()), one["from"], True
        )
        for slug, one in said.items()
    )


def unknown_blanks(text: str) -> set[str]:
    """Return what stands in braces and is no blank."""
    return set(_BLANK.findall(text)) - set(BLANKS)
