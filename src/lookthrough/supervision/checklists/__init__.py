"""Check-lists as data: groups of items and the papers that go with them, by kind of body."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lookthrough.kernel.texts import Text

BUSINESSES = ("guarantor", "microlender", "pawn", "leasing", "factoring", "cooperative", "exchange")  # 地方金融组织


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be looked at; ``only`` names the businesses it is for, empty for all."""

    group: str
    slug: str
    text: Text
    only: frozenset[str]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a check asks: items by group, papers, the plan it comes from; ``version`` is the hash of its file."""

    name: str
    title: Text
    basis: str
    groups: Mapping[str, Text]
    items: Sequence[Item]
    papers: Mapping[str, Text]
    version: str

    def items_for(self, business: str) -> list[Item]:
        """Return the items for a kind of body."""
        return [one for one in self.items if not one.only or business in one.only]


@cache
def checklist(name: str = "county_check") -> Checklist:
    """Return a check-list by name; ``KeyError`` for one that does not exist."""
    path = Path(__file__).with_name(f"{name}.yml")
    if path.parent != Path(__file__).parent or not path.is_file():
        raise KeyError(name)
    content = path.read_bytes()
    said: dict[str, Any] = yaml.safe_load(content)
    items = [
        Item(group, slug, Text(one["zh"], one["en"]), frozenset(one.get("only", ())))
        for group, rows in said["groups"].items()
        for slug, one in rows["items"].items()
    ]
    titles = {group: Text(**rows["title"]) for group, rows in said["groups"].items()}
    papers = {slug: Text(**one) for slug, one in said["papers"].items()}
    return Checklist(name, Text(**said["title"]), said["basis"], titles, items, papers, hashlib.sha256(content).hexdigest()[:12])
