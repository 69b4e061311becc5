"""Matches that overlap are one place: the longest word at it is what the reader sees, the strictest list with a word in it speaks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

Match = tuple[int, int, int]  # start, end, number of the pattern


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the strictest list says of a word to one kind of firm."""

    word: str
    list: str
    grade: str
    rank: int  # of the grade: 0 for none
    precedence: int

    @property
    def weight(self) -> tuple[int, int, int]:
        """Return the key by which the strictest ruling is the greatest."""
        return self.rank, len(self.word), -self.precedence


@dataclass(frozen=True, slots=True)
class Place:
    """One row of hits to be: where, the longest word, and the ruling of the strictest list."""

    start: int
    end: int
    word: str
    ruling: Ruling
    mention: bool


@dataclass(frozen=True, slots=True)
class Void:
    """What a phrase does to its word: inside the phrase the word is no hit, or only a mention."""

    word: int
    mention: bool


def places(matches: Iterable[Match], *, rulings: Mapping[int, Ruling], voids: Mapping[int, Void]) -> list[Place]:
    """Return the places of one field in order. Words that only ungraded lists know give way to graded ones that they overlap."""
    words = list(_standing(sorted(matches, key=lambda match: (match[0], -match[1])), rulings=rulings, voids=voids))
    graded = _longest(words, lambda ruling: ruling.rank > 0)
    ungraded = _longest(words, lambda ruling: ruling.rank == 0)
    starts = [place.start for place in graded]
    free = [place for place in ungraded if not _overlaps(place, graded, bisect_left(starts, place.end))]
    return sorted(graded + free, key=lambda place: place.start)


def _overlaps(place: Place, others: list[Place], after: int) -> bool:
    """Say whether ``place`` overlaps the last of ``others`` that begins before it ends."""
    return after > 0 and others[after - 1].end > place.start


_Word = tuple[int, int, Ruling, bool]  # start, end, what is ruled, whether it only mentions


def _standing(matches: list[Match], *, rulings: Mapping[int, Ruling], voids: Mapping[int, Void]) -> Iterator[_Word]:
    """Drop words that stand inside a phrase in which they are not meant; phrases come first, as they begin earlier or are longer."""
    reach: dict[tuple[int, bool], int] = {}  # word, mention → where the phrases seen so far end
    for start, end, pattern in matches:
        if pattern in voids:
            key = (voids[pattern].word, voids[pattern].mention)
            reach[key] = max(end, reach.get(key, 0))
        elif end > reach.get((pattern, False), 0):
            yield start, end, rulings[pattern], end <= reach.get((pattern, True), 0)


def _longest(words: list[_Word], wanted: Callable[[Ruling], bool]) -> list[Place]:
    found: list[Place] = []
    for start, end, ruling, mention in words:
        if not wanted(ruling):
            continue
        if not found or start >= found[-1].end:
            found.append(Place(start, end, ruling.word, ruling, mention))
        elif end <= found[-1].end and ruling.weight > found[-1].ruling.weight:
            found[-1] = Place(found[-1].start, found[-1].end, found[-1].word, ruling, found[-1].mention)
    return found
