"""The pieces by which a name is found: its characters, its pairs, how it begins, its sounds, its place and its code.

A common character costs no more than a rare one: the store keeps the names under each piece by rank and stops at the first that do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from operator import add

from lookthrough.registry.folding import fold
from lookthrough.registry.search_pinyin import all_initials, characters

FORM = "1"  # of the pieces below; another form asks for a rebuild of the index
LONGEST = 80  # characters of a question that are read

# Private characters say what kind of piece it is; none occurs in a name, and none is read as an operator by any database
_BEGINS, _PLACE, _KIND, _CODE, _ORGANISATION, _SOUNDS = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004", "\ue005"
_NOWHERE = f"{_PLACE}-"
_LEGAL_FORM = re.compile("(?:股份)?有限(?:责任)?公司$")  # nobody types its sound
_ASCII = re.compile("[!-~]")
_CONTROLS = re.compile("[\\x00-\\x1f\\x7f]")  # nobody means them, and SQLite parts pieces at them
_APART = {code: 0xE100 + code for code in range(0x21, 0x7F)}  # so that letters of a name are not letters of a sound
_PLACE_LENGTHS = (2, 4, 6)
_CODE_LENGTHS = (4, 6)
_PAIRS = 600
_ORGANISATION_PLACE = slice(8, 16)


def squeeze(text: str) -> str:
    """Return a text folded and without white space, as names are compared."""
    return "".join(fold(text).split())


def words_of(text: str) -> list[str]:
    """Return the words of a question, folded; each must be somewhere in the name."""
    readable = _CONTROLS.sub(" ", text[:LONGEST]).encode("utf-8", "ignore").decode()  # half a character is none
    return fold(readable).split()[:5]


def document(*, kind: int, squeezed: str, region_code: str, code: str) -> str:
    """Return every piece of a name between spaces."""
    plain = squeezed.translate(_APART) if _ASCII.search(squeezed) else squeezed
    pairs = map(add, plain, plain[1:])
    usual, *others = all_initials(_LEGAL_FORM.sub("", squeezed))
    sounds = _sounds(usual)
    for other in others:
        sounds += [piece for piece in _sounds(other) if piece not in sounds]
    own = f"{_BEGINS}{plain[:1]} {_BEGINS}{plain[:2]} {_places(region_code)}{f' {_KIND}{kind}' if kind else ''}"
    of_code = f"{_codes(code[: max(_CODE_LENGTHS)])} {_ORGANISATION}{code[_ORGANISATION_PLACE]}" if code else ""
    return " ".join([*plain, *pairs, own, *sounds, of_code])


def _sounds(sound: str) -> list[str]:
    return [_SOUNDS + sound[:2], *map(add, map(add, sound, sound[1:]), sound[2:])]


@lru_cache(maxsize=1 << 14)
def _places(region_code: str) -> str:
    return " ".join([_PLACE + region_code[:length] for length in _PLACE_LENGTHS if len(region_code) >= length] or [_NOWHERE])


@lru_cache(maxsize=1 << 14)
def _codes(code: str) -> str:
    return " ".join([_CODE + code[:length] for length in _CODE_LENGTHS])


def pieces_of_word(word: str) -> list[str]:
    """Return what a name that holds a word has."""
    plain = word.translate(_APART)
    return [plain] if len(plain) == 1 else list(dict.fromkeys(a + b for a, b in pairwise(plain)))


def pieces_of_beginning(word: str) -> list[str]:
    """Return what a name that begins with a word has, too."""
    return [_BEGINS + word.translate(_APART)[:2]]


def pieces_of_initials(letters: str, *, beginning: bool) -> list[str]:
    """Return what a name with these first letters has; two letters are looked for at its beginning alone."""
    three = [a + b + c for a, b, c in zip(letters, letters[1:], letters[2:], strict=False)]
    return [*([_SOUNDS + letters[:2]] if beginning else []), *dict.fromkeys(three)]


def pieces_of_syllables(spoken: Sequence[str]) -> list[list[list[str]]]:
    """Return groups of pieces, in up to two ways; a name with these syllables has one of each group of one of them.

    By the pair of syllables that the fewest common characters make, wherever it stands; and by first letters, for rare characters: two
    syllables then at the beginning alone. Neither proves the syllables.
    """
    letters = "".join(syllable[0] for syllable in spoken)
    by_letters = [[piece] for piece in pieces_of_initials(letters, beginning=len(letters) < 3)]
    pairs = [(characters(first), characters(second)) for first, second in pairwise(spoken)]
    firsts, seconds = min(pairs, key=lambda pair: len(pair[0]) * len(pair[1]))
    if len(firsts) * len(seconds) > _PAIRS:
        return [by_letters]
    by_pair = [[first + second for first in firsts for second in seconds]]
    return [by_pair if len(letters) < 3 else [*by_letters, *by_pair], by_letters]


def pieces_of_code(beginning: str) -> list[str]:
    """Return what a name whose code begins so has; short beginnings only."""
    length = max(length for length in _CODE_LENGTHS if length <= len(beginning))
    return [_CODE + beginning[:length]]


def pieces_of_organisation(code: str) -> list[str]:
    """Return what a name with an organisation code inside its credit code has."""
    return [_ORGANISATION + code[:8]]


def piece_of_kind(kind: int) -> str:
    """Return what names of a kind have; the first kind, firms' own names, needs none."""
    return f"{_KIND}{kind}"


def pieces_of_place(prefix: str, *, unplaced: bool) -> list[str]:
    """Return of which pieces a name in a district has one; none: the district is everywhere."""
    known = [length for length in _PLACE_LENGTHS if length <= len(prefix)]
    if not known:
        return []
    return [_PLACE + prefix[: max(known)], *([_NOWHERE] if unplaced else [])]
