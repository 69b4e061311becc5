"""The watch lists as data: which words bind names, scopes and site owners, where, since when, at which event, and how strictly."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lookthrough.kernel.texts import Text
from lookthrough.registry.folding import fold

FIELDS = ("name", "scope", "site")
EVENTS = ("new", "name_change", "scope_change", "move_in", "existing")
GRADES = ("none", "watch", "block")  # from mild to strict

_HERE = Path(__file__).parent
_WATCHLISTS = _HERE / "watchlists"
_NOT_THE_WORD = _HERE / "not-the-word.yml"


@dataclass(frozen=True, slots=True)
class WatchList:
    """One list. ``words`` are folded, by field; ``grades`` by event; ``region`` is the beginning of a GB/T 2260 code, or None for all.

    Between equally strict lists the lower ``precedence`` speaks.
    """

    name: str
    title: Text
    source: str
    precedence: int
    valid_from: date
    valid_to: date | None
    region: str | None
    grades: Mapping[str, str]
    words: Mapping[str, frozenset[str]]

    def in_force(self, on: date) -> bool:
        """Say whether the list binds on a day; its last day counts."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def binds(self, region_code: str) -> bool:
        """Say whether the list binds firms of a region; a regional list does not bind a firm whose region is unknown."""
        return self.region is None or region_code.startswith(self.region)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in which the characters of ``word`` are not the word; a ``mention`` is the word, but names somebody else."""

    text: str
    word: str
    mention: bool


@cache
def watch_lists() -> tuple[WatchList, ...]:
    """Return all lists, by precedence."""
    return tuple(sorted((_watch_list(path) for path in _WATCHLISTS.glob("*.yml")), key=lambda found: found.precedence))


@cache
def phrases() -> tuple[Phrase, ...]:
    """Return the phrases that are no hits."""
    return tuple(phrase for entry in yaml.safe_load(_NOT_THE_WORD.read_bytes()) for phrase in _phrases(entry))


@cache
def lists_version() -> str:
    """Return a hash of all lists and phrases: equal versions, equal hits."""
    files = [*sorted(_WATCHLISTS.glob("*.yml")), _NOT_THE_WORD]
    return hashlib.sha256(b"\0".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()[:12]


def newest_list_day() -> date:
    """Return the day on which the newest list took force."""
    return max(found.valid_from for found in watch_lists())


def _watch_list(path: Path) -> WatchList:
    entry = yaml.safe_load(path.read_bytes())
    grades = {event: entry["grade"].get(event, entry["grade"].get("any")) for event in EVENTS}
    words = {field: frozenset(map(_word, entry["words"].get(field, ()))) for field in FIELDS}
    unknown = set(entry["words"]) - set(FIELDS) | set(grades.values()) - set(GRADES)
    if unknown:
        raise ValueError(f"{path.name}: unknown field, event or grade {sorted(map(str, unknown))}")
    return WatchList(
        name=path.stem, title=Text(**entry["title"]), source=entry["source"], precedence=entry["precedence"],
        valid_from=entry["valid_from"], valid_to=entry["valid_to"], region=entry["region"], grades=grades, words=words,
    )  # fmt: skip


def _word(entry: str | Mapping[str, str]) -> str:
    return fold(entry if isinstance(entry, str) else entry["word"])


def _phrases(entry: Mapping[str, Any]) -> Iterator[Phrase]:
    texts = [*entry.get("phrases", ()), *(left + right for left in entry.get("left", ()) for right in entry.get("right", ()))]
    for text in map(fold, texts):
        if entry["of"] not in text:
            raise ValueError(f"{_NOT_THE_WORD.name}: {entry['of']} does not stand in {text}")
        yield Phrase(text, fold(entry["of"]), bool(entry.get("mention")))
