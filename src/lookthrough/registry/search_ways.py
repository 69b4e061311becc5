"""The ways a few characters may be meant: the beginning of a name, a part of it, a code, the sound of a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from lookthrough.offices.queries import District
from lookthrough.registry.models import Company
from lookthrough.registry.search_grams import (
    piece_of_kind,
    pieces_of_beginning,
    pieces_of_code,
    pieces_of_initials,
    pieces_of_organisation,
    pieces_of_place,
    pieces_of_syllables,
    pieces_of_word,
)
from lookthrough.registry.search_index import Kind
from lookthrough.registry.search_pinyin import initials_span, syllables, syllables_span
from lookthrough.registry.search_store import Condition, NameRow, store

_CODE, _SHORT_CODE = re.compile(r"[0-9a-z]{4,18}"), 8
_ORGANISATION, _ORGANISATION_PLACE = re.compile(r"[0-9a-z]{8}-?[0-9x]?"), 9
_SHORTEST_SOUND = 2
_LETTERS, _WHOLE_SYLLABLES = re.compile(r"[a-z0-9]{2,40}"), 4
_FORMS = ("yxgs", "yxzrgs", "gfyxgs", "gfyxzrgs")  # how firms' legal forms sound: the index knows a name without its form
_OVER = 3  # times as many codes are read as asked for: some lie in other districts

Spans = tuple[tuple[int, int], ...]


class How(IntEnum):
    """How well a text fits, best first."""

    WHOLE = 0
    CODE = 1
    BEGINNING = 2
    INSIDE = 3
    SOUND = 4


@dataclass(frozen=True, slots=True)
class Way:
    """One way a text may be meant: reads at most so many names, and tells where in a name it fits (None: not at all)."""

    how: How
    read: Callable[[int], Iterable[NameRow]]
    mark: Callable[[NameRow], Spans | None]
    over: int = 1  # how many times as many are read as wanted, where pieces do not prove that a name fits


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where and of what kind names are looked for."""

    district: District
    institution: bool

    def reader(
        self, groups: Iterable[Sequence[str]], *, holds: Sequence[str] = (), begins: str = "", code: tuple[int, str] = (1, "")
    ) -> Callable[[int], Iterable[NameRow]]:
        """Return a reader of names that have a piece of each group."""
        reach = self.district
        place = pieces_of_place(reach.prefix, unplaced=reach.unplaced)
        kind = [[piece_of_kind(Kind.INSTITUTION)]] if self.institution else []
        condition = Condition([*groups, *([place] if place else []), *kind], holds, begins, code, reach.prefix, reach.unplaced)
        return lambda limit: (row for row in store().find(condition, limit=limit) if (row.kind == Kind.INSTITUTION) is self.institution)


def ways(words: Sequence[str], bounds: Bounds) -> Iterator[Way]:
    """Yield the ways a text may be meant, best first."""
    whole = "".join(words)
    if not bounds.institution:
        yield from _by_code(whole.upper(), bounds)
    if len(words) == 1:
        beginning = dict.fromkeys((*pieces_of_beginning(whole), *pieces_of_word(whole)))
        yield Way(How.BEGINNING, bounds.reader([[piece] for piece in beginning], begins=whole), _marks(words))
    inside = dict.fromkeys(piece for word in words for piece in pieces_of_word(word))
    yield Way(How.INSIDE, bounds.reader([[piece] for piece in inside], holds=words), _marks(words))
    if _LETTERS.fullmatch(whole) and not whole.isdecimal():
        yield from _by_sound(whole, bounds)


def _by_code(code: str, bounds: Bounds) -> Iterator[Way]:
    """Yield firms whose credit code begins so, and those that have an organisation code inside it."""
    text = code.lower()
    if _CODE.fullmatch(text) and any(char.isdigit() for char in text):
        short = len(code) < _SHORT_CODE
        read = bounds.reader([[piece] for piece in pieces_of_code(code)], code=(1, code)) if short else _span_of_codes(code, bounds)
        yield Way(How.CODE, read, _nowhere)
    if _ORGANISATION.fullmatch(text):
        organisation = code.replace("-", "")
        pieces = [[piece] for piece in pieces_of_organisation(organisation)]
        yield Way(How.CODE, bounds.reader(pieces, code=(_ORGANISATION_PLACE, organisation)), _nowhere)


def _span_of_codes(code: str, bounds: Bounds) -> Callable[[int], Iterable[NameRow]]:
    """Return a reader of firms whose code begins so: a span of the codes' own order in the store."""

    def read(limit: int) -> list[NameRow]:
        found = Company.objects.filter(uscc__gte=code, uscc__lt=code[:-1] + chr(ord(code[-1]) + 1)).order_by("uscc")
        rows = found.values_list("pk", "name", "uscc", "region_code")[: limit * _OVER]
        near = [row for row in rows if bounds.district.reaches(row[3])]
        return [NameRow(0, int(Kind.NAME), pk, pk, None, name, "", uscc, region) for pk, name, uscc, region in near[:limit]]

    return read


def _by_sound(letters: str, bounds: Bounds) -> Iterator[Way]:
    """Yield names by first letters (wzjr), at the beginning first, then by whole syllables (wenzhou)."""

    def initials(row: NameRow) -> Spans | None:
        span = initials_span(row.squeezed, letters)
        return (span,) if span else None

    for beginning in (True, False):
        if pieces := pieces_of_initials(letters, beginning=beginning):
            yield Way(How.SOUND, bounds.reader([[piece] for piece in pieces]), initials, over=3)
    if own := _without_form(letters):
        pieces = pieces_of_initials(own, beginning=len(own) == _SHORTEST_SOUND)
        yield Way(How.SOUND, bounds.reader([[piece] for piece in pieces]), initials, over=10)
    if len(letters) >= _WHOLE_SYLLABLES and letters.isalpha():
        for spoken in syllables(letters):
            for groups in pieces_of_syllables(spoken):
                yield Way(How.SOUND, bounds.reader(groups), _spoken(spoken), over=10)


def _without_form(letters: str) -> str:
    """Return the letters before those of a legal form that is typed wholly or in part; nothing where too few or none go before."""
    ends = (form[:length] for form in _FORMS for length in range(len(form), 0, -1))
    longest = max((end for end in ends if letters.endswith(end)), key=len, default="")
    own = letters.removesuffix(longest)
    return own if longest and len(own) >= _SHORTEST_SOUND else ""


def _spoken(spoken: Sequence[str]) -> Callable[[NameRow], Spans | None]:
    def mark(row: NameRow) -> Spans | None:
        span = syllables_span(row.squeezed, spoken)
        return (span,) if span else None

    return mark


def _marks(words: Sequence[str]) -> Callable[[NameRow], Spans | None]:
    return lambda row: tuple((row.squeezed.find(word), row.squeezed.find(word) + len(word)) for word in words)


def _nowhere(row: NameRow) -> Spans:
    return ()
