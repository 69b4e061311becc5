"""Screening: where a firm's name, scope or site owner holds a listed word, which list speaks, and whether it is denied or licensed.

A hit opens triage. It says nothing about guilt; only a person puts a firm on the key watch list.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from lookthrough.kernel.identifiers import check_uscc, normalise_uscc
from lookthrough.kernel.regions import find_region
from lookthrough.registry.folding import Folded, fold_fields
from lookthrough.registry.lists import EVENTS, GRADES, Phrase, WatchList, phrases, watch_lists
from lookthrough.registry.negation import Span, denied
from lookthrough.registry.places import Place, Ruling, Void, places


class Firm(NamedTuple):
    """What screening reads of one row."""

    row: int
    uscc: str
    name: str
    scope: str = ""
    province: str = ""
    region_code: str = ""
    event: str = "existing"
    site_owner: str = ""


class Hit(NamedTuple):
    """One place. ``start`` counts characters of the field as given, from 0; ``listed_word`` is the word of ``list`` within ``word``."""

    row: int
    uscc: str
    name: str
    field: str
    word: str
    start: int
    list: str
    grade: str
    negated: bool
    licensed: bool
    listed_word: str


_ATTRIBUTES = {"name": "name", "scope": "scope", "site": "site_owner"}


class _Standing(NamedTuple):
    """What decides which lists bind a firm: the regions that lists name and the firm lies in, and the event."""

    regions: frozenset[str]
    event: str


class Screen:
    """All lists in force on a day as one automaton. ``allowed`` maps USCC to the folded words that active licences cover."""

    def __init__(
        self, *, on: date, allowed: Mapping[str, frozenset[str]] | None = None, lists: Sequence[WatchList] | None = None,
        not_the_word: Sequence[Phrase] | None = None,
    ) -> None:  # fmt: skip
        self.on, self.allowed = on, allowed or {}
        self.lists = [found for found in (watch_lists() if lists is None else lists) if found.in_force(on)]
        self._words = sorted({word for found in self.lists for words in found.words.values() for word in words})
        self._phrases = [phrase for phrase in (phrases() if not_the_word is None else not_the_word) if phrase.word in self._words]
        self._automaton = AhoCorasick([*self._words, *(phrase.text for phrase in self._phrases)], matchkind=MatchKind.Standard)
        every = {len(self._words) + nth: Void(self._words.index(phrase.word), phrase.mention) for nth, phrase in enumerate(self._phrases)}
        in_names = {number: void for number, void in every.items() if not void.mention}
        self._voids = {field: every if field == "scope" else in_names for field in _ATTRIBUTES}
        self._rulings = cache(self._ruled)

    def hits(self, firms: Sequence[Firm]) -> list[Hit]:
        """Return the hits of many firms by row, field (name, scope, site) and place."""
        kinds = self._standings(firms)
        distinct = list(dict.fromkeys(kinds))
        numbers = {kind: nth for nth, kind in enumerate(distinct)}
        standings = np.array([numbers[kind] for kind in kinds], dtype=np.int64)
        found = [entry for field in _ATTRIBUTES for entry in self._field_hits(firms, field, distinct, standings)]
        found.sort(key=lambda entry: entry[0])  # stable: fields and places keep their order
        return [hit for _, hit in found]

    def _field_hits(
        self, firms: Sequence[Firm], field: str, distinct: Sequence[_Standing], standings: NDArray[np.int64]
    ) -> Iterator[tuple[int, Hit]]:
        rulings = [self._rulings(field, kind) for kind in distinct]
        folded = fold_fields([getattr(firm, _ATTRIBUTES[field]) for firm in firms])
        voids = self._voids[field]
        for index, group in groupby(self._matches(folded, rulings, standings, voids), key=itemgetter(0)):
            matches = [(start, end, pattern, offset) for _, pattern, start, end, offset in group]
            found = places([match[:3] for match in matches], rulings=rulings[standings[index]], voids=voids)
            offsets = {start: offset for start, _, _, offset in matches}
            spans = self._spans(folded, index) if field == "scope" and found else ()
            for place in found:
                hit = self._judged(firms[index], field, place, offsets[place.start], negated=_inside(place, spans))
                if hit:
                    yield index, hit

    def _matches(
        self, folded: Folded, rulings: Sequence[Mapping[int, Ruling]], standings: NDArray[np.int64], voids: Mapping[int, Void]
    ) -> Iterator[tuple[int, ...]]:
        """Find all words and phrases in one pass; yield those that bind the firm they stand in: firm, pattern, start, end, offset."""
        found = np.array(self._automaton.find_matches_as_indexes(folded.text, overlapping=True), dtype=np.int64).reshape(-1, 3)
        owners, offsets = folded.owners(found[:, 1])
        bound = np.zeros((len(rulings), len(self._words) + len(self._phrases)), dtype=np.bool_)
        for nth, ruled in enumerate(rulings):
            bound[nth, list(ruled)] = True
            bound[nth, [number for number, void in voids.items() if void.word in ruled]] = True
        kept = bound[standings[owners], found[:, 0]]
        return map(tuple, np.column_stack((owners, found, offsets))[kept].tolist())

    def _spans(self, folded: Folded, index: int) -> Sequence[Span]:
        """Return the stretches that a scope denies, as places of the folded text."""
        begin, scope = folded.field(index)
        return [(begin + low, begin + high) for low, high in denied(scope)]

    def _judged(self, firm: Firm, field: str, place: Place, offset: int, *, negated: bool) -> Hit | None:
        """Make the hit of a place; a mere mention of an authority is a hit only where the scope denies it."""
        if place.mention and not negated:
            return None
        ruling = place.ruling
        allowed = self.allowed.get(normalise_uscc(firm.uscc)) if self.allowed else None
        licensed = allowed is not None and not allowed.isdisjoint((place.word, ruling.word))
        grade = "none" if negated or licensed else ruling.grade
        return Hit(firm.row, firm.uscc, firm.name, field, place.word, offset, ruling.list, grade, negated, licensed, ruling.word)

    def _ruled(self, field: str, kind: _Standing) -> dict[int, Ruling]:
        """Return, for one kind of firm, the strictest ruling of each word of a field by the number of the word."""
        found: dict[int, Ruling] = {}
        for one in self.lists:
            if one.region is not None and one.region not in kind.regions:
                continue
            grade = one.grades[kind.event]
            for word in one.words[field]:
                ruling = Ruling(word, one.name, grade, GRADES.index(grade), one.precedence)
                number = self._words.index(word)
                if number not in found or ruling.weight > found[number].weight:
                    found[number] = ruling
        return found

    def _standings(self, firms: Sequence[Firm]) -> list[_Standing]:
        """Say for each firm which lists bind it; firms of one province and event are looked up once."""
        known: dict[tuple[str, ...], _Standing] = {}
        found = []
        for firm in firms:
            key = (firm.region_code, firm.province, firm.event, "" if firm.region_code or firm.province else firm.uscc)
            if key not in known:
                known[key] = self._standing(firm)
            found.append(known[key])
        return found

    def _standing(self, firm: Firm) -> _Standing:
        if firm.event not in EVENTS:
            raise ValueError(f"row {firm.row}: unknown event {firm.event!r}")
        code = region_of(firm)
        return _Standing(frozenset(one.region for one in self.lists if one.region is not None and one.binds(code)), firm.event)


def region_of(firm: Firm) -> str:
    """Return the GB/T 2260 code by which regional lists bind a firm: its own, else its province's, else the one in its USCC; or empty.

    The province comes before the USCC, because a firm that moves keeps its USCC.
    """
    if firm.region_code.strip() or firm.province.strip():
        province = None if firm.region_code.strip() else find_region(firm.province)
        return province.code if province else firm.region_code.strip()
    uscc = normalise_uscc(firm.uscc)
    return uscc[2:8] if check_uscc(uscc) is None else ""


def _inside(place: Place, spans: Sequence[Span]) -> bool:
    nth = bisect_right(spans, place.start, key=itemgetter(0))
    return nth > 0 and place.start < spans[nth - 1][1]
