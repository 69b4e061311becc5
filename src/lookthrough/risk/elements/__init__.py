"""Check-lists of elements as data: the administrative test of article 2, and the criminal one apart from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lookthrough.kernel.limits import LimitTable, read_limits
from lookthrough.kernel.texts import Text

ADMINISTRATIVE, CRIMINAL = "administrative", "criminal"
KINDS = (ADMINISTRATIVE, CRIMINAL)


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One kind of evidence of an element: where the machine looks for it (``source``), with which rules."""

    slug: str
    title: Text
    source: str  # licences, hits, findings, incidents, texts
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """One element: what the law asks, and the evidence that may show it."""

    slug: str
    title: Text
    asks: Text
    items: Sequence[EvidenceItem]


@dataclass(frozen=True, slots=True)
class ElementList:
    """One check-list; ``version`` is the hash of its file, ``begins`` the day since when it may be used."""

    kind: str
    title: Text
    basis: str
    begins: date
    elements: Mapping[str, Element]
    exclusions: Mapping[str, Text]
    forms: Mapping[str, Text]
    version: str


@cache
def element_list(kind: str) -> ElementList:
    """Return a check-list; ``KeyError`` for one that does not exist."""
    if kind not in KINDS:
        raise KeyError(kind)
    content = Path(__file__).with_name(f"{kind}.yml").read_bytes()
    said: dict[str, Any] = yaml.safe_load(content)
    elements = {
        slug: Element(slug, Text(**one["title"]), Text(**one["asks"]), tuple(_items(one.get("items", {}))))
        for slug, one in said["elements"].items()
    }
    texts = {name: {slug: Text(**one) for slug, one in said.get(name, {}).items()} for name in ("exclusions", "forms")}
    version = hashlib.sha256(content).hexdigest()[:12]
    return ElementList(kind, Text(**said["title"]), said["basis"], said["from"], elements, texts["exclusions"], texts["forms"], version)


def _items(rows: Mapping[str, Any]) -> Sequence[EvidenceItem]:
    return [EvidenceItem(slug, Text(one["zh"], one["en"]), one["from"], tuple(one.get("rules", ()))) for slug, one in rows.items()]


@cache
def thresholds() -> LimitTable:
    """Return the dated thresholds of the criminal check-list."""
    return read_limits(Path(__file__).with_name("thresholds.yml"))
